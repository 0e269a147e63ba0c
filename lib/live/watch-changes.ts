import { randomUUID } from "node:crypto";
import { type ClaimedChange, claimChanges, settleChanges } from "@/lib/ledger/outbox/claim-changes";
import { beginReading, endReading, renewReading } from "@/lib/ledger/outbox/read-changes";
import { log } from "@/lib/log";
import { processWide } from "@/lib/runtime";
import { sleepUntil } from "@/lib/sleep-until";

/** Somebody who looks at a page of some messages and attempts, by our ids. */
export type Watcher = {
  subjects: ReadonlySet<string>;
  /** What the page shows may be another now; also once at the beginning, for what changed before it was watched. */
  onNews(): void;
  /** There will be no more. */
  onEnd(): void;
};

const MOST_WATCHERS = 1_000;
const ASK_EVERY_MS = 400;
const ASK_AGAIN_AFTER_OUTAGE_MS = 2_000;
const RENEW_EVERY_MS = 20_000;
const LEASE_SECONDS = 60;
const CLAIMED_AT_ONCE = 500;

/** Tells `watcher` from now on, until what is returned is called; null where this process takes no more. */
export function watchChanges(watcher: Watcher): (() => void) | null {
  return liveReader().add(watcher);
}

/** For the end of the process: ends every watcher, and takes no other. */
export function endWatching(): Promise<void> {
  return liveReader().end();
}

function liveReader(): LiveReader {
  return processWide("live-reader", () => new LiveReader());
}

/**
 * One reader of the outbox for all who watch in this process, of what they watch alone: it asks the database a few times
 * a second while there is somebody, and is not registered while there is nobody.
 */
class LiveReader {
  private readonly name = `live-${randomUUID()}`;
  private readonly watchers = new Set<Watcher>();
  /** Those who have not been told yet since all that they watch is read. */
  private readonly newcomers = new Set<Watcher>();
  private read = new Set<string>();
  private renewAt = 0;
  private readonly over = new AbortController();
  private reading: Promise<void> | null = null;

  add(watcher: Watcher): (() => void) | null {
    if (this.over.signal.aborted || this.watchers.size >= MOST_WATCHERS) return null;
    this.watchers.add(watcher);
    this.newcomers.add(watcher);
    this.reading ??= this.readOn();
    return () => {
      this.watchers.delete(watcher);
      this.newcomers.delete(watcher);
    };
  }

  async end(): Promise<void> {
    this.over.abort();
    for (const { onEnd } of this.watchers) onEnd();
    this.watchers.clear();
    await this.reading;
  }

  private async readOn(): Promise<void> {
    while (this.watchers.size > 0) {
      const isThere = await this.succeeds(() => this.ask());
      await sleepUntil(this.over.signal, isThere ? ASK_EVERY_MS : ASK_AGAIN_AFTER_OUTAGE_MS);
    }
    // Where the database is away the lease ends by itself.
    await this.succeeds(() => this.endOf([...this.read]));
    this.reading = this.watchers.size > 0 ? this.readOn() : null;
  }

  /** Loses nothing when it fails: what was claimed is claimable again, and what lapses begins anew. */
  private async succeeds(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      log().warn({ code: (error as { code?: unknown }).code }, "news for open pages could not be read");
      return false;
    }
  }

  private async ask(): Promise<void> {
    const watched = new Set([...this.watchers].flatMap(({ subjects }) => [...subjects]));
    await this.endOf([...this.read].filter((subject) => !watched.has(subject)));
    await this.renew();
    await this.begin([...watched].filter((subject) => !this.read.has(subject)));
    const changes = await claimChanges(this.name, CLAIMED_AT_ONCE, LEASE_SECONDS);
    for (const watcher of this.watchers) if (concerns(changes, watcher)) watcher.onNews();
    await settleChanges(this.name, changes);
  }

  private async begin(subjects: readonly string[]): Promise<void> {
    if (subjects.length > 0) await beginReading(this.name, subjects, LEASE_SECONDS);
    for (const subject of subjects) this.read.add(subject);
    const isRead = ({ subjects }: Watcher) => [...subjects].every((subject) => this.read.has(subject));
    for (const watcher of [...this.newcomers].filter(isRead)) {
      this.newcomers.delete(watcher);
      watcher.onNews();
    }
  }

  /** Whoever watches what has lapsed meanwhile, as in an outage, is a newcomer again. */
  private async renew(): Promise<void> {
    if (Date.now() < this.renewAt || this.read.size === 0) return;
    const standing = new Set(await renewReading(this.name, LEASE_SECONDS));
    this.renewAt = Date.now() + RENEW_EVERY_MS;
    const lapsed = [...this.read].filter((subject) => !standing.has(subject));
    for (const subject of lapsed) this.read.delete(subject);
    for (const watcher of this.watchers) {
      if (lapsed.some((subject) => watcher.subjects.has(subject))) this.newcomers.add(watcher);
    }
  }

  private async endOf(subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    for (const subject of subjects) this.read.delete(subject);
    await endReading(this.name, subjects);
  }
}

function concerns(changes: readonly ClaimedChange[], { subjects }: Watcher): boolean {
  return changes.some(({ subject, attempt }) => subjects.has(subject) || subjects.has(attempt ?? ""));
}
