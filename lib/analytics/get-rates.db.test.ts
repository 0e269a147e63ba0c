import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributed, isWithin, meets, readNaively } from "@/e2e/support/naive-rates";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { someTraffic, tellTraffic } from "@/e2e/support/traffic";
import { closeDb, db } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { LATENCY_BOUNDS_MS, latencyBucket } from "@/lib/delivery/counts/latency-histogram";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { getRates } from "./get-rates";
import { hasCounts } from "./has-counts";
import { type CompletionCounts, NO_COMPLETION, NO_DELIVERY, timingOf } from "./rate-counts";
import { DIMENSIONS, loadRateFilters, type RateFilters } from "./rate-filters";
import { type Interval, wholeOf } from "./rate-period";

const NOW = new Date();
const WEEK_SECONDS = 7 * 86_400;
const ZONES = ["UTC", "Asia/Kathmandu", "America/Sao_Paulo"] as const;
const NONE = loadRateFilters({});

let apps: SendingApp[] = [];
let rows: Awaited<ReturnType<typeof readNaively>>;
const connections = () => apps.map(({ connection }) => connection.id);

beforeAll(async () => {
  const [quick, patient] = [await sendingApp(), await sendingApp()];
  // On the second connection silence is not yet final: its messages still wait.
  patient.connection.receiptDeadlineSeconds = WEEK_SECONDS;
  const { id } = patient.connection;
  await db().providerConnection.update({ where: { id }, data: { receiptDeadlineSeconds: WEEK_SECONDS } });
  apps = [quick, patient];
  for (const story of someTraffic(140)) await tellTraffic(story, apps, NOW);
  await noteMissingReceipts(NOW);
  await closeVerifications(NOW);
  rows = await readNaively(connections());
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("rates read from the rollups", () => {
  it("rest on every outcome", () => {
    expect([...new Set(rows.sent.map(({ outcome }) => outcome))].sort()).toEqual([
      "delivered",
      "failed",
      "noReceipt",
      "waiting",
    ]);
    expect([...new Set(rows.attempts.map(({ outcome }) => outcome))].sort()).toEqual([
      "notVerified",
      "open",
      "verified",
    ]);
  });

  it("are those counted from the messages and attempts themselves, for any filters", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFilters(), fc.constantFrom(...ZONES), async (filters, zone) => {
        const rates = await getRates(filters, zone, NOW);
        const { own, before } = rates.period;
        expect(rates.delivery.own.map(outcomes)).toEqual(own.map((step) => naiveDelivery(filters, step)));
        expect(rates.delivery.before.map(outcomes)).toEqual(before.map((step) => naiveDelivery(filters, step)));
        expect(rates.completion.own).toEqual(own.map((step) => naiveCompletion(filters, step)));
        expect(rates.completion.before).toEqual(before.map((step) => naiveCompletion(filters, step)));
        for (const [index, step] of own.entries()) {
          expect(timingOf(rates.delivery.own[index] ?? NO_DELIVERY)).toEqual(naiveTiming(filters, step));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are the same by dimension and by category", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFilters(), async (filters) => {
        const rates = await getRates(filters, "UTC", NOW);
        const [own, before] = [wholeOf(rates.period.own), wholeOf(rates.period.before)];
        for (const one of rates.deliveryBy) {
          const narrowed = (step: Interval) => naiveDelivery(filters, step, one.value);
          expect([outcomes(one.own), outcomes(one.before)]).toEqual([narrowed(own), narrowed(before)]);
        }
        for (const one of rates.completionBy) {
          const narrowed = (step: Interval) => naiveCompletion(filters, step, one.value);
          expect([one.own, one.before]).toEqual([narrowed(own), narrowed(before)]);
        }
        const failed = counted(filters, own).filter(({ outcome }) => outcome === "failed");
        const byCategory = rates.failures.filter((one) => one.own > 0).map((one) => [one.category, one.own]);
        expect(new Map(byCategory as [string, number][])).toEqual(tally(failed.map(({ category }) => category ?? "")));
        const unregistered = rows.sent.filter(
          (one) => isWithin(one.at, own) && meets(filters, one) && !one.isRegistered,
        );
        expect(rates.delivery.unregistered).toBe(unregistered.length);
        expect(hasCounts(rates)).toBe(counted(filters, own).length + naiveAttempts(filters, own).length > 0);
      }),
      { numRuns: 40 },
    );
  });

  it("mature when the longest deadline of the connections asked for has passed", async () => {
    const [quick, patient] = connections() as [string, string];
    const maturesAt = async (connection: string[]) =>
      (NOW.getTime() - (await getRates({ ...NONE, connection }, "UTC", NOW)).maturesAt.getTime()) / 60_000;
    expect(await maturesAt([quick])).toBe(30);
    expect(await maturesAt([quick, patient])).toBe(WEEK_SECONDS / 60);
  });
});

function arbitraryFilters(): fc.Arbitrary<RateFilters> {
  const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
  return fc.record({
    country: some("", "GB", "US", "ZZ"),
    connection: fc.uniqueArray(fc.constantFrom(...connections()), { minLength: 1 }),
    template: some("", "login_otp", "~odd, one"),
    sender: some("", "ACME"),
    channel: fc.constantFrom([], [], ["sms" as const], ["sms" as const, "whatsapp" as const]),
    useCase: some("", "login"),
    range: fc.constantFrom("24h", "7d", "30d"),
    ...{ from: fc.constant(null), to: fc.constant(null), tz: fc.constant(null) },
    step: fc.constantFrom(null, "hour", "day"),
    by: fc.constantFrom(...DIMENSIONS),
    attribution: fc.constantFrom(...ATTRIBUTIONS),
    unregistered: fc.boolean(),
  });
}

function counted(filters: RateFilters, step: Interval, value?: string) {
  return rows.sent.filter(
    (one) =>
      isWithin(one.at, step) &&
      meets(filters, one) &&
      (filters.unregistered || one.isRegistered) &&
      (value === undefined || one[filters.by] === value),
  );
}

function naiveDelivery(filters: RateFilters, step: Interval, value?: string) {
  const found = tally(counted(filters, step, value).map(({ outcome }) => outcome));
  return ["delivered", "failed", "noReceipt", "waiting"].map((outcome) => found.get(outcome) ?? 0);
}

function outcomes({ delivered, failed, noReceipt, waiting }: typeof NO_DELIVERY): number[] {
  return [delivered, failed, noReceipt, waiting];
}

/** By rank among the exact durations, then to the upper bound of the bucket that holds it. */
function naiveTiming(filters: RateFilters, step: Interval) {
  const exact = counted(filters, step).flatMap(({ latencyMs }) => latencyMs ?? []);
  exact.sort((a, b) => a - b);
  const at = (share: number, least: number) => {
    const value = exact[Math.ceil(share * exact.length) - 1];
    return exact.length < least || value === undefined ? null : LATENCY_BOUNDS_MS[latencyBucket(value)];
  };
  return { timed: exact.length, p50: at(0.5, 5), p95: at(0.95, 20), p99: at(0.99, 100) };
}

function naiveAttempts(filters: RateFilters, step: Interval, value?: string) {
  return rows.attempts.filter((attempt) => {
    const message = attributed(attempt, filters.attribution);
    if (!message || !isWithin(attempt.at, step)) return false;
    const values = { ...message, useCase: attempt.useCase };
    return meets(filters, values) && (value === undefined || values[filters.by] === value);
  });
}

function naiveCompletion(filters: RateFilters, step: Interval, value?: string): CompletionCounts {
  const found = tally(naiveAttempts(filters, step, value).map(({ outcome }) => outcome));
  return { ...NO_COMPLETION, ...Object.fromEntries(found) };
}

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
