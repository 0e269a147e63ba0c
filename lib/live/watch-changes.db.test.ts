import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it, vi } from "vitest";
import { closeDb, readPool } from "@/lib/db";
import { tellReaders } from "@/lib/ledger/outbox/tell-readers";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { newsStream } from "./news-stream";
import { endWatching, watchChanges } from "./watch-changes";

afterAll(async () => {
  await endWatching();
  await closeIngestPool();
  await closeDb();
});

describe("who watches", () => {
  it("is told once when it is read, then of its own changes alone, and is read for no longer than it watches", async () => {
    const [mine, theirs, attempt] = [randomUUID(), randomUUID(), randomUUID()];
    const me = watcher(mine, attempt);
    const them = watcher(theirs);
    await vi.waitFor(() => expect([me.news, them.news]).toEqual([1, 1]));
    await change(mine, 1, null);
    await vi.waitFor(() => expect(me.news).toBe(2), { timeout: 2_000 });
    await change(randomUUID(), 1, attempt);
    await vi.waitFor(() => expect(me.news).toBe(3), { timeout: 2_000 });
    expect(them.news).toBe(1);

    me.stop();
    await vi.waitFor(async () => expect(await readers([mine, attempt])).toBe(0), { timeout: 2_000 });
    expect(await readers([theirs])).toBe(1);
    them.stop();
    await vi.waitFor(async () => expect(await readers([theirs])).toBe(0), { timeout: 2_000 });
  });

  it("after somebody else of the same is told for itself", async () => {
    const subject = randomUUID();
    const first = watcher(subject);
    await vi.waitFor(() => expect(first.news).toBe(1));
    const second = watcher(subject);
    await vi.waitFor(() => expect(second.news).toBe(1));
    expect(first.news).toBe(1);
    for (const { stop } of [first, second]) stop();
  });
});

describe("a stream of news", () => {
  it("is read for no longer than somebody takes it, and ends with the process, which takes no other", async () => {
    const [left, kept] = [randomUUID(), randomUUID()];
    const [leaving, staying] = [left, kept].map((subject) => newsStream([subject], async () => true).getReader());
    await vi.waitFor(async () => expect(await readers([left, kept])).toBe(2));
    await leaving?.cancel();
    await vi.waitFor(async () => expect(await readers([left])).toBe(0), { timeout: 2_000 });

    const said: string[] = [];
    const reading = (async () => {
      for (let next = await staying?.read(); next && !next.done; next = await staying?.read()) {
        said.push(Buffer.from(next.value).toString());
      }
    })();
    await endWatching();
    await reading;
    expect(said.join("")).toBe("retry: 2000\n\ndata: changed\n\n");
    expect(await readers([kept])).toBe(0);
    expect(() => newsStream([kept], async () => true)).toThrow(expect.objectContaining({ code: "unavailable" }));
  });
});

function watcher(...subjects: string[]) {
  const state = { news: 0, stop: () => {} };
  const onNews = () => {
    state.news += 1;
  };
  state.stop = watchChanges({ subjects: new Set(subjects), onNews, onEnd: () => undefined }) ?? state.stop;
  return state;
}

async function change(subject: string, version: number, attempt: string | null): Promise<void> {
  await inTransaction((tx) => tellReaders(tx, "message", [{ subject, version, attempt }]));
}

async function readers(subjects: readonly string[]): Promise<number> {
  const { rowCount } = await readPool().query("SELECT FROM outbox_interests WHERE subject = ANY ($1::uuid[])", [
    subjects,
  ]);
  return rowCount ?? 0;
}
