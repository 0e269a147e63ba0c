import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { arbitraryRows, countedAt, insertListedRows, type ListedRow } from "@/e2e/support/listed-rows";
import { naiveCounts, naiveList } from "@/e2e/support/naive-list";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { fictionalNumber, sendingApp } from "@/e2e/support/sending-app";
import { closeDb, readPool } from "@/lib/db";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { countFacets } from "./count-facets";
import { facetCountsStatement } from "./facet-counts-statement";
import { FACET_NAMES, type FacetName, type MessageFilters, NO_FILTERS, OUTCOMES } from "./filters";
import { findNeighbours } from "./find-neighbours";
import { listMessages } from "./list-messages";
import { messagePageStatement } from "./read-message-page";
import { timeRange } from "./time-range";

const NOW = new Date();
const DAY_MS = 86_400_000;
/** More than all tests of a run leave in the tables. */
const ALL = 1_000_000;
const upTo = (most: number) => ({ everywhere: most, ofCountries: most });

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("list and counts", () => {
  it("agree with a naive reading of random data, for random filters", async () => {
    const connections: string[] = [randomUUID(), randomUUID()];
    const [rows = []] = fc.sample(arbitraryRows(connections, NOW, { minLength: 400, maxLength: 600 }), 1);
    await insertListedRows(rows);
    let found = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryFilters(connections), async (filters) => {
        const expected = naiveList(rows, filters, NOW);
        found += expected.length;
        expect(await walk(filters, "older")).toEqual(expected);
        const counts = await countFacets(filters, NOW, upTo(ALL));
        expect(counts.total).toEqual({ n: expected.length, isMore: false });
        for (const facet of FACET_NAMES) {
          const own = counts.facets[facet].filter(({ value }) => facet !== "connection" || connections.includes(value));
          expect({ facet, counts: asRecord(own) }).toEqual({ facet, counts: naiveCounts(rows, filters, facet, NOW) });
        }
      }),
      { numRuns: 60, examples: [[{ ...NO_FILTERS, connection: connections, range: "90d" }]] },
    );
    expect(found).toBeGreaterThan(60);
  });

  it("agree with the rollups", async () => {
    const connection = testConnection();
    const statuses = ["queued", "sent", "delivered", "undelivered", "failed"];
    const at = (index: number) => new Date(NOW.getTime() - index * 97_000);
    for (let index = 0; index < 60; index++) {
      const rawStatus = statuses[index % statuses.length] ?? "sent";
      const recipient = index % 3 === 0 ? "+14155550100" : "+447700900100";
      await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus, recipient }, at(index))]);
    }
    const filters = { ...NO_FILTERS, connection: [connection.id] };
    const { rows } = await readPool().query(
      `SELECT country, status, sum(count)::int AS n FROM delivery_rollups WHERE connection_id = $1 GROUP BY 1, 2`,
      [connection.id],
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { country, status, n } of rows) {
      const narrowed = { ...filters, country: [country], status: [status] };
      expect((await walk(narrowed, "older")).length).toBe(n);
      expect((await countFacets(narrowed, NOW, upTo(ALL))).total.n).toBe(n);
    }
  });

  it("say at least how many where they stop counting, of the total as well", async () => {
    const connections = [randomUUID()];
    const [rows = []] = fc.sample(arbitraryRows(connections, NOW, { minLength: 40, maxLength: 60 }), 1);
    await insertListedRows(rows);
    const filters: MessageFilters = { ...NO_FILTERS, connection: connections, range: "90d" };
    const [counts, bounded] = [await countFacets(filters, NOW, upTo(ALL)), await countFacets(filters, NOW, upTo(10))];
    expect(counts.total).toMatchObject({ isMore: false });
    expect(bounded.total.isMore).toBe(true);
    expect(bounded.total.n).toBeLessThanOrEqual(11);
    for (const { value, n, isMore } of bounded.facets.channel) {
      expect(isMore).toBe(true);
      expect(n).toBeLessThanOrEqual(counts.facets.channel.find((one) => one.value === value)?.n ?? 0);
    }
    expect(bounded.facets.channel.reduce((sum, { n }) => sum + n, 0)).toBeLessThanOrEqual(11);
  });

  it("count the countries that are filtered by among their own messages, however many others there are", async () => {
    const connections = [randomUUID()];
    const [rows = []] = fc.sample(arbitraryRows(connections, NOW, { minLength: 60, maxLength: 80 }), 1);
    const brazilian = rows.map((row, index) => (index % 10 === 0 ? { ...row, country: "BR", isMerged: false } : row));
    await insertListedRows(brazilian);
    const filters: MessageFilters = { ...NO_FILTERS, connection: connections, country: ["BR"], range: "90d" };
    const listed = naiveList(brazilian, filters, NOW).length;
    expect(listed).toBeGreaterThan(3);
    const { total, facets } = await countFacets(filters, NOW, { everywhere: 2, ofCountries: ALL });
    expect(total).toEqual({ n: listed, isMore: false });
    expect(facets.country[0]).toEqual({ value: "BR", n: listed, isMore: false });
  });

  it("look at no more messages than that where many share one time", async () => {
    const connections = [randomUUID()];
    const [rows = []] = fc.sample(arbitraryRows(connections, NOW, { minLength: 30, maxLength: 30 }), 1);
    const sentAt = new Date(NOW.getTime() - 29 * 86_400_000 - 12_345);
    await insertListedRows(rows.map((row) => ({ ...row, sentAt, isMerged: false })));
    const at = (ms: number) => new Date(sentAt.getTime() + ms).toISOString().slice(0, 16);
    const filters: MessageFilters = { ...NO_FILTERS, connection: connections, from: at(0), to: at(60_000) };
    expect((await countFacets(filters, NOW, upTo(ALL))).total).toEqual({ n: 30, isMore: false });
    const { total } = await countFacets(filters, NOW, upTo(10));
    expect(total.isMore).toBe(true);
    expect(total.n).toBeLessThanOrEqual(11);
  });
});

it("tells how long each took until the report that decided, by the provider's clock where that is told", async () => {
  const { connection, apiKey } = await sendingApp();
  const sentAt = new Date(NOW.getTime() - 3_600_000);
  const later = (seconds: number) => new Date(sentAt.getTime() + seconds * 1000);
  const reported = async (rawStatus: string, receivedAt: Date, providerOccurredAt?: Date) => {
    const providerMessageId = newMessageSid();
    const to = fictionalNumber();
    const input = { connection: connection.key, providerMessageId, to, sentAt: sentAt.toISOString() };
    await registerMessages(apiKey, [RegisterMessageInput.parse(input)], () => sentAt);
    await storeBatch([receipt(connection, { providerMessageId, rawStatus, providerOccurredAt }, receivedAt)]);
    return providerMessageId;
  };
  const delivered = await reported("delivered", later(9), later(4));
  const failed = await reported("undelivered", later(30));
  const sent = await reported("sent", later(2));

  const { messages } = await listMessages({ ...NO_FILTERS, connection: [connection.id] }, NOW);
  const took = Object.fromEntries(messages.map(({ providerMessageId, toFinalMs }) => [providerMessageId, toFinalMs]));
  expect(took).toEqual({ [delivered]: 4_000, [failed]: 30_000, [sent]: null });
});

describe("pages", () => {
  const connections = [randomUUID()];
  const filters: MessageFilters = { ...NO_FILTERS, connection: connections, range: "90d" };
  const [rows = []] = fc.sample(arbitraryRows(connections, NOW, { minLength: 30, maxLength: 40 }), 1);

  it("lead down and back up over the same rows, and a message's neighbours are those of the list", async () => {
    await insertListedRows(rows);
    const down = await walk(filters, "older");
    expect(down).toEqual(naiveList(rows, filters, NOW));
    const last = down.at(-1) ?? "";
    const lastRow = rows.find(({ id }) => id === last);
    const end = { side: "newer" as const, at: countedAt(lastRow as ListedRow), id: last };
    expect((await walk({ ...filters, page: end }, "newer")).sort()).toEqual(down.slice(0, -1).sort());
    for (const [index, id] of down.entries()) {
      const neighbours = { newer: down[index - 1] ?? null, older: down[index + 1] ?? null };
      expect(await findNeighbours(id, filters, NOW)).toEqual(neighbours);
    }
    expect(await findNeighbours(randomUUID(), filters, NOW)).toBeNull();
  });
});

describe("the plan", () => {
  it("reads by index, and no partition outside the time range", async () => {
    const filters: MessageFilters = { ...NO_FILTERS, country: ["BR"], status: ["delivered"], range: "1h" };
    const range = timeRange(filters, NOW);
    const looked = { range, most: 5_000 };
    const twoMonthsAgo = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() - 2));
    const old = `messages_${twoMonthsAgo.toISOString().slice(0, 7).replace("-", "_")}`;
    expect(await explain({ text: "SELECT * FROM messages", values: [] })).toContain(old);
    for (const statement of [
      messagePageStatement({ filters, range, cursor: null, limit: 51 }),
      facetCountsStatement(filters, { own: looked, everywhere: looked }),
    ]) {
      const plan = await explain(statement);
      expect(plan).not.toContain(old);
      expect(plan).toMatch(/Index Scan[^\n]*counted/);
      expect(plan).not.toMatch(/Seq Scan on messages_/);
    }
  });

  it("counts facets of messages that no index can be followed to: where there are many, bitmaps are left", async () => {
    const looked = { range: timeRange({ ...NO_FILTERS, range: "24h" }, NOW), most: 5_000 };
    const statement = facetCountsStatement(NO_FILTERS, { own: looked, everywhere: looked });
    expect(await explain(statement, "SET LOCAL enable_bitmapscan = off")).not.toMatch(/Index Cond: [^\n]*counted_at/);
  });

  it("expects about as many messages of a country as there are: else it sorts them all for one page", async () => {
    const filters: MessageFilters = { ...NO_FILTERS, country: ["BR"], range: "90d" };
    await readPool().query("ANALYZE messages");
    const statement = messagePageStatement({ filters, range: timeRange(filters, NOW), cursor: null, limit: ALL });
    const { rowCount } = await readPool().query(statement);
    const expected = Number(/rows=(\d+)/.exec(await explain(statement))?.[1]);
    expect(rowCount).toBeGreaterThan(20);
    expect(expected).toBeGreaterThan((rowCount ?? 0) / 3);
  });
});

async function explain({ text, values }: { text: string; values: unknown[] }, setting = ""): Promise<string> {
  const client = await readPool().connect();
  try {
    // A table of a few rows is read whole, whatever indexes it has.
    await client.query(`BEGIN; SET LOCAL enable_seqscan = off; ${setting}`);
    const { rows } = await client.query(`EXPLAIN ${text}`, values);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

/** Every id that paging in one direction shows, in the order of the list. */
async function walk(filters: MessageFilters, side: "older" | "newer"): Promise<string[]> {
  const ids: string[] = [];
  for (let page = filters.page; ; ) {
    const list = await listMessages({ ...filters, page }, NOW, 7);
    const shown = list.messages.map(({ id }) => id).filter((id) => !ids.includes(id));
    if (side === "older") ids.push(...shown);
    else ids.unshift(...shown);
    page = list[side];
    if (!page) return ids;
  }
}

function arbitraryFilters(connections: readonly string[]): fc.Arbitrary<MessageFilters> {
  const some = <T extends string>(...values: readonly T[]) =>
    fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
  return fc.record({
    ...Object.fromEntries(Object.keys(NO_FILTERS).map((name) => [name, fc.constant(NO_FILTERS[name as FacetName])])),
    connection: fc.uniqueArray(fc.constantFrom(...connections), { minLength: 1 }),
    country: some("", "BR", "IN", "ZZ"),
    status: some("delivered", "failed", "unknown", "no_receipt", "conflicting"),
    template: some("", "~odd, one"),
    outcome: some(...OUTCOMES),
    category: some("invalid_number", "carrier_filtered"),
    channel: some(...CHANNELS.slice(0, 2)),
    registered: some("yes", "no"),
    timed: some("yes", "no"),
    range: fc.constantFrom("1h", "24h", "7d", "90d"),
    from: fc.constantFrom(null, null, new Date(NOW.getTime() - 20 * DAY_MS).toISOString()),
    to: fc.constantFrom(null, null, new Date(NOW.getTime() - 2 * DAY_MS).toISOString()),
  }) as unknown as fc.Arbitrary<MessageFilters>;
}

function asRecord(counts: readonly { value: string; n: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ value, n }) => [value, n]));
}
