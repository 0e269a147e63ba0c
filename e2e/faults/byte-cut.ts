export type Direction = "toServer" | "toClient";

/** Where to break a connection: after so many bytes in one direction, counted from where the client said `from`. */
export type Cut = { direction: Direction; from: string; bytes: number };

/**
 * Decides how much of each chunk may pass. The marker is looked for in whole chunks: a driver hands a short
 * message over at once. A negative count cuts before the marker, as far back as its chunk goes.
 */
export class ByteCut<Link> {
  isDone = false;
  private counted: { link: Link; left: number } | null = null;

  constructor(private readonly cut: Cut) {}

  /** How many bytes of the chunk pass before the connection breaks; null for all of them and no break. */
  take(link: Link, direction: Direction, chunk: Buffer): number | null {
    if (this.isDone) return null;
    const { direction: cutDirection, from, bytes } = this.cut;
    if (!this.counted) {
      const start = direction === "toServer" ? chunk.indexOf(from) : -1;
      if (start < 0) return null;
      this.counted = { link, left: cutDirection === "toServer" ? Math.max(0, start + bytes) : bytes };
    }
    if (this.counted.link !== link || direction !== cutDirection) return null;
    if (chunk.length < this.counted.left) {
      this.counted.left -= chunk.length;
      return null;
    }
    this.isDone = true;
    return this.counted.left;
  }
}
