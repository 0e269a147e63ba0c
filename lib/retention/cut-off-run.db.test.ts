import { beforeEach, describe, expect, it } from "vitest";
import { beginAnew, keep, monthsAgo, NOW, oldMessage, oldPartitions } from "@/e2e/support/old-months";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { messagesOf } from "@/e2e/support/stored-rows";
import { detachPartition } from "@/lib/database/drop-partitions";
import { addMonths, ensurePartitionFor, listPartitions } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import { runRetention } from "./run-retention";

inOwnDatabase();
beforeEach(beginAnew);

describe("a run that was cut off", () => {
  it("goes on where messages were left", async () => {
    const { connection } = await oldMessage();
    await keep({ messagesMonths: 2 });
    expect(await runRetention({ now: NOW, until: NOW })).toMatchObject({ messages: 0, finished: false });
    expect((await runRetention({ now: NOW })).finished).toBe(true);
    expect(await messagesOf(connection)).toEqual([]);
  });

  it("goes on where a partition is half detached, detached, or waits to be dropped", async () => {
    await ensurePartitionFor(monthsAgo(6));
    const [messages, events, payloads] = await partitionsOf(
      monthsAgo(6),
      "messages",
      "message_events",
      "event_payloads",
    );
    const reader = await readPool().connect();
    const maker = await readPool().connect();
    try {
      await reader.query("BEGIN; SELECT FROM message_events LIMIT 1");
      await maker.query("SET statement_timeout = 300");
      await expect(detachPartition(maker, events)).rejects.toMatchObject({ code: "57014" });
      await detachPartition(maker, payloads);
    } finally {
      await reader.query("ROLLBACK");
      reader.release();
      maker.release(true);
    }
    const states = await partitionsOf(monthsAgo(6), "messages", "message_events", "event_payloads");
    expect(states.map(({ state }) => state)).toEqual(["attached", "detaching", "detached"]);
    await keep({ messagesMonths: 2 });
    const run = await runRetention({ now: NOW });
    expect(run.dropped).toEqual(expect.arrayContaining([messages.name, events.name, payloads.name]));
    expect(await oldPartitions()).toEqual([]);
  });

  it("stands in line behind another", async () => {
    const other = await readPool().connect();
    try {
      await readPool().query("INSERT INTO settings (name) VALUES ('retention-run') ON CONFLICT DO NOTHING");
      await other.query("BEGIN; SELECT FROM settings WHERE name = 'retention-run' FOR UPDATE");
      await expect(runRetention({ now: NOW })).rejects.toMatchObject({ code: "conflict" });
    } finally {
      await other.query("ROLLBACK");
      other.release();
    }
  });
});

async function partitionsOf<const N extends readonly string[]>(month: Date, ...parents: N) {
  const all = await listPartitions(readPool());
  const found = parents.map((parent) => {
    const one = all.find((partition) => partition.parent === parent && +partition.month === +addMonths(month, 0));
    if (!one) throw new Error(`no partition of ${parent}`);
    return one;
  });
  return found as { [Index in keyof N]: (typeof all)[number] };
}
