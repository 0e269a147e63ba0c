import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What was acknowledged, kept outside the database and synced to disk before the next callback is sent. */
export class Ledger {
  private readonly folder = mkdtempSync(join(tmpdir(), "otp-desk-ledger-"));
  private readonly path = join(this.folder, "acknowledged");
  private readonly file = openSync(this.path, "a");

  acknowledge(reference: string): void {
    writeSync(this.file, `${reference}\n`);
    fsyncSync(this.file);
  }

  /** Every acknowledged reference, read back from disk. */
  read(): string[] {
    return readFileSync(this.path, "utf8").split("\n").filter(Boolean);
  }

  remove(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true });
  }
}
