import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { someTraffic, tellTraffic } from "@/e2e/support/traffic";
import { readPool } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { dropMessages } from "@/lib/retention/drop-messages";
import { forgetProcessWide } from "@/lib/runtime";
import { DAY_MS } from "@/lib/time/local-days";
import { getRates, type Rates } from "../get-rates";
import { planSources } from "../plan-sources";
import { attemptsOf, type DeliveryCounts, messagesOf, sumDelivery } from "../rate-counts";
import { DIMENSIONS, loadRateFilters, type RateFilters } from "../rate-filters";
import { findSums } from "./find-sums";
import { noteZone } from "./note-zone";
import { sumDays } from "./sum-days";

/** Long ended, and a few days after clocks changed in New York. */
const NOW = new Date("2025-11-08T14:22:00Z");
const ZONES = ["UTC", "Asia/Kolkata", "America/New_York"] as const;
const MONTH: RateFilters = { ...loadRateFilters({}), range: "30d" };
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

let app: SendingApp;

inOwnDatabase();
beforeAll(async () => {
  app = await sendingApp();
  for (const story of someTraffic(40)) await tellTraffic({ ...story, app: 0 }, [app], NOW);
  await noteMissingReceipts(NOW);
  await closeVerifications(NOW);
});

async function forgetSums(): Promise<void> {
  await readPool().query("TRUNCATE summed_spans, delivery_sums, verification_sums");
}

/** Rows of parts of the day of `NOW`. */
async function countParts(): Promise<number> {
  const { rows } = await readPool().query<{ n: number }>(
    `SELECT count(*)::int AS n FROM delivery_sums
      WHERE zone = 'UTC' AND starts_at >= '2025-11-08Z' AND ends_at < '2025-11-09Z'`,
  );
  return rows[0]?.n ?? 0;
}

async function countSums(filters: RateFilters, zone: string): Promise<number> {
  const { period } = await getRates(filters, zone, NOW);
  return (await findSums([...period.before, ...period.own], zone)).length;
}

describe("rates read from sums of days", () => {
  it("are those read from the quarters, for any filters, also when messages are no longer kept", async () => {
    const asked = fc.sample(fc.tuple(arbitraryFilters(), fc.constantFrom(...ZONES)), 18);
    const read = () =>
      Promise.all(asked.map(async ([filters, zone]) => comparable(await getRates(filters, zone, NOW))));
    const fromQuarters = await read();
    expect(await sumDays({ now: NOW })).toBeGreaterThan(3 * 12);
    for (const zone of ZONES) expect(await countSums(MONTH, zone)).toBeGreaterThanOrEqual(12);
    for (const zone of ZONES) {
      const { period } = await getRates({ ...MONTH, ...PAST }, zone, NOW);
      expect((await planSources(period)).both.spans).toEqual([]);
    }
    expect(await read()).toEqual(fromQuarters);

    const gone = await dropMessages(readPool(), { from: daysAgo(30), until: daysAgo(5) }, NOW, () => false);
    expect(gone.messages).toBeGreaterThan(10);
    expect(await sumDays({ now: NOW })).toBe(0);
    expect(await read()).toEqual(fromQuarters);
    await forgetSums();
    await sumDays({ now: NOW });
    expect(await read()).toEqual(fromQuarters);
    expect((await checkDrift()).drifts).toEqual([]);
  });

  it("follow a late change at once: its days are read from the quarters until they are summed again", async () => {
    const { connection } = await sendingApp();
    const filters = { ...MONTH, connection: [connection.id], unregistered: true };
    const report = (rawStatus: string) =>
      storeBatch([receipt(connection, { providerMessageId: "late", rawStatus }, daysAgo(3.5))]);
    const delivered = async () => sumDelivery((await getRates(filters, "UTC", NOW)).delivery.own).delivered;
    await report("sent");
    await sumDays({ now: NOW });
    const days = await countSums(filters, "UTC");
    expect(await delivered()).toBe(0);
    await report("delivered");
    expect([await delivered(), await countSums(filters, "UTC")]).toEqual([1, days - 1]);
    // The day in UTC, and in each other zone the one or two that overlap it.
    const again = await sumDays({ now: NOW });
    expect(again).toBeGreaterThanOrEqual(1 + 2);
    expect(again).toBeLessThanOrEqual(1 + 2 * 2);
    expect([await delivered(), await countSums(filters, "UTC")]).toEqual([1, days]);
  });

  it("are of the parts of a day until it is over, and then of the day alone", async () => {
    const { connection } = await sendingApp();
    const filters = { ...MONTH, connection: [connection.id], unregistered: true };
    const early = new Date("2025-11-08T05:00Z");
    const report = (rawStatus: string) =>
      storeBatch([receipt(connection, { providerMessageId: "of-today", rawStatus }, early)]);
    const read = async (now: Date) => {
      const { period, delivery } = await getRates(filters, "UTC", now);
      const counts = sumDelivery(delivery.own);
      const parts = (await findSums(period.own, "UTC")).filter(
        (span) => span.to.getTime() - span.from.getTime() < DAY_MS,
      );
      return {
        messages: messagesOf(counts),
        delivered: counts.delivered,
        parts: parts.map(({ from }) => from.getUTCHours()),
      };
    };
    await report("sent");
    await sumDays({ now: NOW });
    expect(await read(NOW)).toEqual({ messages: 1, delivered: 0, parts: [0, 4, 8] });
    await report("delivered");
    expect(await read(NOW)).toEqual({ messages: 1, delivered: 1, parts: [0, 8] });
    await sumDays({ now: NOW });
    expect(await read(NOW)).toEqual({ messages: 1, delivered: 1, parts: [0, 4, 8] });

    const nextDay = new Date("2025-11-09T04:00Z");
    await sumDays({ now: nextDay });
    expect(await read(nextDay)).toEqual({ messages: 1, delivered: 1, parts: [] });
    expect(await countParts()).toBeGreaterThan(3);
    await readPool().query("UPDATE summed_spans SET summed_at = summed_at - interval '2 hours'");
    await sumDays({ now: nextDay });
    expect(await read(nextDay)).toEqual({ messages: 1, delivered: 1, parts: [] });
    expect(await countParts()).toBe(0);
    // The tests after it live on the day before.
    await forgetSums();
  });

  it("count every message once at every moment while callbacks come in and two jobs sum", async () => {
    const connection = testConnection();
    const sids = Array.from({ length: 12 }, newMessageSid);
    const tell = (sid: string, rawStatus: string, minutes: number) =>
      storeBatch([
        receipt(connection, { providerMessageId: sid, rawStatus }, new Date(daysAgo(4).getTime() + minutes * 60_000)),
      ]);
    for (const [n, sid] of sids.entries()) await tell(sid, "queued", n * 200);
    let [writing, looks] = [true, 0];
    const write = async (mine: readonly string[]) => {
      for (const rawStatus of ["sent", "delivered", "undelivered", "failed"]) {
        for (const sid of mine) await tell(sid, rawStatus, 2_600);
      }
    };
    const sum = async () => {
      while (writing) await sumDays({ now: NOW });
    };
    const look = async () => {
      for (; writing; looks += 1) {
        const filters = { ...MONTH, connection: [connection.id], unregistered: true };
        const { delivery } = await getRates(filters, ZONES[looks % ZONES.length] ?? "UTC", NOW);
        expect(messagesOf(sumDelivery(delivery.own))).toBe(sids.length);
        if (looks % 4 === 0) expect((await checkDrift()).drifts).toEqual([]);
      }
    };
    const beside = Promise.all([sum(), sum(), look()]);
    const writers = [0, 1, 2].map((writer) => write(sids.filter((_, n) => n % 3 === writer)));
    await Promise.all(writers).finally(() => {
      writing = false;
    });
    await beside;
    expect(looks).toBeGreaterThan(5);
    await sumDays({ now: NOW });
    expect(await sumDays({ now: NOW })).toBe(0);
    expect((await checkDrift()).drifts).toEqual([]);
  });
});

describe("the job", () => {
  it("sums what was asked for of late, under one name a zone, newest first, until its time is up", async () => {
    await forgetSums();
    forgetProcessWide("noted-zones");
    await readPool().query("DELETE FROM report_zones");
    expect(await sumDays({ now: NOW })).toBe(0);
    for (const name of ["Asia/Kolkata", "Asia/Calcutta", "asia/kolkata", "+05:30", "Nowhere/Else"])
      await noteZone(name);
    expect(await sumDays({ now: NOW, until: new Date() })).toBe(0);
    expect(await sumDays({ now: NOW })).toBeGreaterThan(12);
    const { rows } = await readPool().query("SELECT count(DISTINCT zone)::int AS zones FROM summed_spans");
    expect(rows).toEqual([{ zones: 1 }]);
    expect(await findSums([], "Nowhere/Else")).toEqual([]);
  });

  it("forgets the sums of a zone that nobody reads by any more", async () => {
    await noteZone("UTC");
    await sumDays({ now: NOW });
    await readPool().query("UPDATE report_zones SET last_used_at = $1 WHERE zone = 'UTC'", [daysAgo(46)]);
    expect(await sumDays({ now: NOW })).toBe(0);
    const { rows } = await readPool().query("SELECT count(*)::int AS n FROM summed_spans WHERE zone = 'UTC'");
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe("a change", () => {
  it("is counted for blocks that have ended alone", async () => {
    const connection = testConnection();
    const changes = async () =>
      (await readPool().query("SELECT sum(n)::int AS n FROM rollup_changes")).rows[0]?.n as number;
    const before = await changes();
    await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "sent" }, new Date())]);
    expect(await changes()).toBe(before);
    const yesterday = new Date(Date.now() - DAY_MS);
    await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "sent" }, yesterday)]);
    expect(await changes()).toBe(before + 1);
  });
});

/** Days that are all over, and so are those before them: nothing is left to be read from quarters. */
const PAST = { from: "2025-11-02", to: "2025-11-05", step: "day" } as const;

function arbitraryFilters(): fc.Arbitrary<RateFilters> {
  const filters = fc.tuple(arbitraryNarrowing(), fc.constantFrom({ from: null, to: null }, PAST));
  return filters.map(([narrowing, time]) => ({ ...narrowing, ...time }));
}

function arbitraryNarrowing(): fc.Arbitrary<RateFilters> {
  const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
  return fc.record({
    country: some("", "GB", "US"),
    connection: fc.constantFrom([], [app.connection.id]),
    template: some("", "login_otp"),
    sender: some("", "ACME"),
    channel: fc.constantFrom([], ["sms" as const]),
    useCase: some("", "login"),
    range: fc.constantFrom("7d", "30d"),
    ...{ from: fc.constant(null), to: fc.constant(null), tz: fc.constant(null), step: fc.constant("day" as const) },
    by: fc.constantFrom(...DIMENSIONS),
    attribution: fc.constantFrom(...ATTRIBUTIONS),
    unregistered: fc.boolean(),
  });
}

/** What rows that count nothing leave behind is not of the reading: values without a count, zeros at the end. */
function comparable({ delivery, completion, deliveryBy, completionBy, failures, choices }: Rates) {
  const trimmed = (counts: DeliveryCounts) => ({ ...counts, latency: counts.latency.join().replace(/(,0)+$/, "") });
  const byName = (a: { value: string }, b: { value: string }) => (a.value < b.value ? -1 : 1);
  return {
    delivery: { ...delivery, own: delivery.own.map(trimmed), before: delivery.before.map(trimmed) },
    completion,
    deliveryBy: deliveryBy
      .filter(({ own, before }) => messagesOf(own) + messagesOf(before) > 0)
      .map(({ value, own, before }) => ({ value, own: trimmed(own), before: trimmed(before) }))
      .sort(byName),
    completionBy: completionBy.filter(({ own, before }) => attemptsOf(own) + attemptsOf(before) > 0).sort(byName),
    failures,
    choices,
  };
}
