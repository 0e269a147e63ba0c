import { closeSync, fsync, mkdtempSync, openSync, readFileSync, rmSync, write } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const append = promisify(write);
const sync = promisify(fsync);

/**
 * What was acknowledged, kept outside the database. Acknowledgements that arrive while the last sync is under
 * way share the next one; none counts before its own.
 */
export class Ledger {
  private readonly folder = mkdtempSync(join(tmpdir(), "otp-desk-ledger-"));
  private readonly path = join(this.folder, "acknowledged");
  private readonly file = openSync(this.path, "a");
  private waiting: string[] = [];
  private next: Promise<void> | null = null;
  private last: Promise<void> = Promise.resolve();
  private synced = 0;

  /** How many acknowledgements are safe on disk. */
  get count(): number {
    return this.synced;
  }

  /** Resolves once the reference is safe on disk. */
  acknowledge(reference: string): Promise<void> {
    this.waiting.push(reference);
    this.next ??= this.last = this.last.then(() => this.flush());
    return this.next;
  }

  /** Every acknowledged reference, read back from disk. */
  read(): string[] {
    return readFileSync(this.path, "utf8").split("\n").filter(Boolean);
  }

  remove(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true });
  }

  private async flush(): Promise<void> {
    const references = this.waiting;
    this.waiting = [];
    this.next = null;
    const lines = Buffer.from(`${references.join("\n")}\n`);
    for (let written = 0; written < lines.length; ) {
      const { bytesWritten } = await append(this.file, lines, written, lines.length - written, null);
      written += bytesWritten;
    }
    await sync(this.file);
    this.synced += references.length;
  }
}
