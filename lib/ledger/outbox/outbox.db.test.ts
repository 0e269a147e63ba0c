import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { onServer } from "@/e2e/support/own-database";
import { closeDb, readPool } from "@/lib/db";
import { env } from "@/lib/env";
import { closeIngestPool } from "../sql/pool";
import { inTransaction } from "../sql/transaction";
import { type Change, EVERYTHING } from "./change";
import { claimChanges, settleChanges } from "./claim-changes";
import { beginReading, endReading, renewReading } from "./read-changes";
import { sweepOutbox } from "./sweep-outbox";
import { tellReaders } from "./tell-readers";

let reader: string;
beforeEach(() => {
  reader = `test-${randomUUID()}`;
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("a reader", () => {
  it("is told of its subjects and of messages of its attempts, once each, and of nothing else", async () => {
    const [message, attempt] = [randomUUID(), randomUUID()];
    await beginReading(reader, [message, attempt], 60);
    await change({ subject: message, attempt: attempt });
    await change({ attempt: attempt });
    await change();
    expect(await claimChanges(reader, 10, 60)).toEqual(
      expect.arrayContaining([
        { id: `${message}.1`, kind: "message", subject: message, version: 1, attempt: attempt },
        expect.objectContaining({ attempt: attempt }),
      ]),
    );
    expect(await stored(reader)).toBe(2);
  });

  it("of everything shares nothing with another: each is told of each change, under one id", async () => {
    const other = `${reader}-2`;
    await beginReading(reader, [EVERYTHING], 60);
    await beginReading(other, [EVERYTHING], 60);
    const { subject } = await change();
    const [mine, theirs] = [await claimedOf(reader, subject), await claimedOf(other, subject)];
    expect(mine).toEqual([`${subject}.1`]);
    expect(theirs).toEqual(mine);
    for (const name of [reader, other]) await endReading(name, [EVERYTHING]);
  });

  it("shares its changes among its processes, gets again what one of them left, and forgets what is settled", async () => {
    const subject = randomUUID();
    await beginReading(reader, [subject], 60);
    for (let version = 1; version <= 30; version += 1) await change({ subject, version });
    const shares = await Promise.all([1, 2, 3].map(() => claimChanges(reader, 10, 1)));
    const ids = shares.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(30);
    expect(await claimChanges(reader, 10, 60)).toEqual([]);
    await settleChanges(reader, shares[0] ?? []);
    await sleep(1_100);
    const again = (await claimChanges(reader, 40, 60)).map(({ id }) => id);
    expect(again.sort()).toEqual(
      shares
        .slice(1)
        .flat()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it("begins only when whoever looked before has committed, and makes nobody wait for that", async () => {
    const subject = randomUUID();
    let begun = false;
    let beginning: Promise<void> | undefined;
    await inTransaction(async (tx) => {
      await tellReaders(tx, "message", [{ subject, version: 1, attempt: null }]);
      beginning = beginReading(reader, [subject], 60).then(() => {
        begun = true;
      });
      await sleep(200);
      // Told although the beginning is still under way.
      await change({ subject, version: 2 });
      expect(begun).toBe(false);
    });
    await beginning;
    await change({ subject, version: 3 });
    expect((await claimChanges(reader, 10, 60)).map(({ version }) => version).sort()).toEqual([2, 3]);
  });

  it("is not held up by who only reads the tables, as a backup does", async () => {
    const client = await readPool().connect();
    await client.query("BEGIN; SELECT FROM outbox; SELECT FROM outbox_interests");
    await beginReading(reader, [randomUUID()], 60);
    await client.query("ROLLBACK");
    client.release();
  });

  it("that does not renew lapses, and leaves nothing behind", async () => {
    const [kept, lapsed] = [randomUUID(), randomUUID()];
    const other = `${reader}-2`;
    await beginReading(reader, [lapsed], 0.05);
    await beginReading(other, [kept], 60);
    await change({ subject: kept });
    await readPool().query("INSERT INTO outbox (reader, subject, version, kind) VALUES ($1, $2, 1, 'message')", [
      reader,
      lapsed,
    ]);
    await sleep(100);
    await change({ subject: lapsed, version: 2 });
    expect(await stored(reader)).toBe(1);
    expect(await renewReading(reader, 60)).toEqual([]);
    expect(await renewReading(other, 60)).toEqual([kept]);
    await sweepOutbox();
    expect([await stored(reader), await stored(other)]).toEqual([0, 1]);
    await endReading(other, [kept]);
    expect(await stored(other)).toBe(0);
  });
});

describe("where nobody reads", () => {
  it("nothing is written, and what is not committed is not told", async () => {
    const subject = randomUUID();
    await change({ subject });
    await beginReading(reader, [subject], 60);
    const failing = inTransaction(async (tx) => {
      await tellReaders(tx, "message", [{ subject, version: 2, attempt: null }]);
      throw new Error("given up");
    });
    await expect(failing).rejects.toThrow("given up");
    expect(await onServer(env().DATABASE_URL ?? "", `SELECT FROM outbox WHERE subject = '${subject}'`)).toEqual([]);
  });
});

async function change(given: Partial<Change> = {}): Promise<Change> {
  const told = { subject: randomUUID(), version: 1, attempt: null, ...given };
  await inTransaction((tx) => tellReaders(tx, "message", [told]));
  return told;
}

/** The ids under which a reader that is told of everything, of other tests too, is told of a subject. */
async function claimedOf(name: string, subject: string): Promise<string[]> {
  const claimed = await claimChanges(name, 10_000, 60);
  return claimed.filter((one) => one.subject === subject).map(({ id }) => id);
}

async function stored(name: string): Promise<number> {
  const { rowCount } = await readPool().query("SELECT FROM outbox WHERE reader = $1", [name]);
  return rowCount ?? 0;
}
