import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ByteCut, type Cut, type Direction } from "./byte-cut";

export type Transferred = Record<Direction, number>;

type Link = { client: Socket; server: Socket; isWatched: boolean };

/**
 * A TCP proxy in front of one port, to break what passes through it. `watch` narrows cuts and counts to
 * connections whose first bytes contain it, such as the application name in PostgreSQL's start-up packet.
 */
export class TcpProxy {
  readonly transferred: Transferred = { toServer: 0, toClient: 0 };
  private readonly links = new Set<Link>();
  private cut: ByteCut<Link> | null = null;
  private delayMs = 0;
  private gate: { opened: Promise<void>; open(): void } | null = null;

  private constructor(
    private readonly listener: Server,
    private readonly targetPort: number,
    private readonly watch: string | undefined,
  ) {
    listener.on("connection", (client) => void this.join(client));
  }

  static async start({ targetPort, watch }: { targetPort: number; watch?: string }): Promise<TcpProxy> {
    const listener = createServer({ noDelay: true, allowHalfOpen: true }).listen(0, "127.0.0.1");
    await once(listener, "listening");
    return new TcpProxy(listener, targetPort, watch);
  }

  /** The URL of the service, with the proxy in between. */
  url(target: string): string {
    const url = new URL(target);
    const address = this.listener.address();
    url.port = String(typeof address === "object" ? address?.port : 0);
    return url.href;
  }

  /** Every chunk waits this long, in both directions. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Holds every byte back, also of new connections, until `resume`: the peers see silence, not an error. */
  hang(): void {
    if (this.gate) return;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.gate = { opened, open };
  }

  resume(): void {
    this.gate?.open();
    this.gate = null;
  }

  /** Breaks the next connection at which the cut applies, once. */
  cutOnce(cut: Cut): void {
    this.cut = new ByteCut(cut);
  }

  /** Takes an armed cut back; true when it had been done. */
  disarm(): boolean {
    const isDone = this.cut?.isDone ?? false;
    this.cut = null;
    return isDone;
  }

  async close(): Promise<void> {
    this.resume();
    this.listener.close();
    for (const link of this.links) sever(link);
    await once(this.listener, "close");
  }

  private async join(client: Socket): Promise<void> {
    const server = connect({ port: this.targetPort, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const link: Link = { client, server, isWatched: this.watch === undefined };
    this.links.add(link);
    // Errors end the loops below; here they must only not end the process.
    for (const socket of [client, server]) socket.on("error", () => sever(link));
    await Promise.all([this.pump(link, "toServer"), this.pump(link, "toClient")]);
    this.links.delete(link);
  }

  private async pump(link: Link, direction: Direction): Promise<void> {
    const [source, target] = direction === "toServer" ? [link.client, link.server] : [link.server, link.client];
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        if (this.delayMs > 0) await sleep(this.delayMs);
        if (this.gate) await this.gate.opened;
        if (this.watch !== undefined && direction === "toServer") link.isWatched ||= chunk.includes(this.watch);
        if (!(await this.pass(link, direction, chunk, target))) return sever(link);
      }
      target.end();
    } catch {
      sever(link);
    }
  }

  /** False when the chunk is the one to be cut: only its first part has passed. */
  private async pass(link: Link, direction: Direction, chunk: Buffer, target: Socket): Promise<boolean> {
    const length = link.isWatched ? (this.cut?.take(link, direction, chunk) ?? null) : null;
    const part = length === null ? chunk : chunk.subarray(0, length);
    if (link.isWatched) this.transferred[direction] += part.length;
    if (target.destroyed) return false;
    if (length !== null) await new Promise<void>((resolve) => target.end(part, () => resolve()));
    else if (!target.write(part)) await once(target, "drain");
    return length === null;
  }
}

function sever({ client, server }: Link): void {
  client.destroy();
  server.destroy();
}
