import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { attemptsByStep, messagesByStep } from "@/e2e/support/sql-rates";
import { someTraffic, tellTraffic } from "@/e2e/support/traffic";
import { closeDb, db } from "@/lib/db";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { loadMessageFilters, NO_FILTERS, RANGES } from "@/lib/messages/filters";
import { listMessages } from "@/lib/messages/list-messages";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { getRates, type Rates } from "./get-rates";
import { prepareBreakdown } from "./prepare-breakdown";
import { prepareFailures } from "./prepare-failures";
import { prepareHeadlines } from "./prepare-headlines";
import { prepareLatencyChart } from "./prepare-latency-chart";
import { prepareRateChart } from "./prepare-rate-chart";
import { attemptsOf, messagesOf, NO_COMPLETION, NO_DELIVERY, sumCompletion, sumDelivery } from "./rate-counts";
import { DIMENSIONS, loadRateFilters, type RateFilters } from "./rate-filters";

/** Two days after clocks in New York went back: its 2 November had 25 hours. */
const NOW = new Date("2025-11-04T15:20:00Z");
/** A machine that does much else meanwhile. */
const LONG_MS = 90_000;
const ZONES = ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"] as const;

let apps: SendingApp[] = [];
let own: RateFilters;

beforeAll(async () => {
  apps = [await sendingApp(), await sendingApp()];
  own = { ...loadRateFilters({}), connection: apps.map(({ connection }) => connection.id) };
  // A week of silence is not yet final on the second connection: its messages still wait.
  const { id } = (apps[1] as SendingApp).connection;
  await db().providerConnection.update({ where: { id }, data: { receiptDeadlineSeconds: 7 * 86_400 } });
  (apps[1] as SendingApp).connection.receiptDeadlineSeconds = 7 * 86_400;
  for (const story of someTraffic(140)) await tellTraffic(story, apps, NOW);
  await noteMissingReceipts(NOW);
}, LONG_MS);
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("figures of any time, by the clocks of any zone", () => {
  it(
    "are those of SQL over messages and attempts, on a day of 25 hours and by half hours as well",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...ZONES),
          fc.constantFrom("hour" as const, "day" as const),
          fc.integer({ min: 22, max: 34 }),
          fc.integer({ min: 0, max: 3 }),
          fc.boolean(),
          async (zone, step, first, days, unregistered) => {
            const [from, to] = [october(first), october(first + days)];
            const filters = { ...own, from, to, step, unregistered };
            const { period, delivery, completion } = await getRates(filters, zone, NOW);
            expect(period.step).toBe(step);
            const asked = { connections: own.connection, zone, step, unregistered, ...period.asked };
            expect(byStep(period, delivery.own, ({ latency: _, ...counts }) => counts)).toEqual(
              await messagesByStep(asked),
            );
            expect(byStep(period, completion.own, (counts) => counts)).toEqual(await attemptsByStep(asked));
          },
        ),
        {
          numRuns: 14,
          examples: [
            ["America/New_York", "hour", 33, 0, true],
            ["America/New_York", "day", 32, 2, false],
          ],
        },
      );
    },
    LONG_MS,
  );

  it("count a range as the list of messages does", async () => {
    for (const zone of ZONES) {
      for (const range of RANGES) {
        const { delivery } = await getRates({ ...own, range }, zone, NOW);
        const list = { ...NO_FILTERS, connection: own.connection, registered: ["yes" as const], range, tz: zone };
        expect((await listMessages(list, NOW, 1_000)).messages).toHaveLength(messagesOf(sumDelivery(delivery.own)));
      }
    }
  });

  it("are those of one day from a date to itself, and no failure from a moment to itself", async () => {
    const day = await getRates({ ...own, from: "2025-11-02", to: "2025-11-02" }, "America/New_York", NOW);
    expect(day.period.own.reduce((ms, { from, to }) => ms + to.getTime() - from.getTime(), 0)).toBe(25 * 3_600_000);
    const moment = { ...own, from: "2025-11-02T10:00Z", to: "2025-11-02T10:00Z" };
    for (const step of [null, "quarter", "hour", "day"] as const) {
      expect((await getRates({ ...moment, step }, "Asia/Kathmandu", NOW)).period.own).toHaveLength(1);
    }
  });
});

describe("a link from a figure", () => {
  it(
    "leads to as many messages as it counts, whatever the filters",
    async () => {
      let followed = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryFilters(), fc.constantFrom(...ZONES), async (filters, zone) => {
          const rates = await getRates({ ...filters, tz: zone }, zone, NOW);
          for (const { name, n, href } of linksOf(rates, { ...filters, tz: zone })) {
            const list = loadMessageFilters(href);
            const { messages } = await listMessages(list, NOW, 1_000);
            expect({ name, n: messages.length, tz: list.tz }).toEqual({ name, n, tz: zone });
            followed += 1;
          }
        }),
        { numRuns: 6 },
      );
      expect(followed).toBeGreaterThan(50);
    },
    LONG_MS,
  );
});

describe("attempts that never got a message", () => {
  it("have a line of their own, and are in no rate of what only a message has", async () => {
    const { apiKey } = apps[0] as SendingApp;
    // Longer ago than anything else that is told of this time.
    const at = new Date("2025-10-15T09:05:00Z");
    for (const type of ["blocked", "blocked", "requested"] as const) {
      const event = VerificationEventInput.parse({ eventId: "1", type, at: at.toISOString() });
      await recordVerificationEvents(apiKey, uniqueId("attempt"), [event], () => at);
    }
    const without = { ...NO_COMPLETION, notVerified: 2, open: 1 };
    const filters = loadRateFilters("from=2025-10-15T09:00Z&to=2025-10-15T09:15Z");
    for (const by of DIMENSIONS) {
      const rates = await getRates({ ...filters, by }, "UTC", NOW);
      expect(rates.withoutMessage).toEqual(without);
      expect(sumCompletion(rates.completion.own)).toEqual(without);
      const counted = rates.completionBy.reduce((n, { own: counts }) => n + attemptsOf(counts), 0);
      expect({ by, counted }).toEqual({ by, counted: by === "country" ? 3 : 0 });
    }
    for (const narrowed of [{ template: [""] }, { sender: [""] }, { channel: ["sms" as const] }]) {
      const rates = await getRates({ ...filters, ...narrowed }, "UTC", NOW);
      expect([attemptsOf(sumCompletion(rates.completion.own)), attemptsOf(rates.withoutMessage)]).toEqual([0, 0]);
    }
  });
});

/** Days from 22 October on, as they are written. */
function october(day: number): string {
  return new Date(Date.UTC(2025, 9, day)).toISOString().slice(0, 10);
}

/** The steps in which anything is counted, by their beginning. */
function byStep<T extends object>({ own: steps }: Rates["period"], all: readonly T[], countsOf: (one: T) => object) {
  const counted = steps.map(({ from }, index) => [from.toISOString(), countsOf(all[index] as T)] as const);
  return Object.fromEntries(counted.filter(([, counts]) => Object.values(counts).some((n) => n > 0)));
}

function arbitraryFilters(): fc.Arbitrary<RateFilters> {
  const some = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 1 });
  return fc.record({
    ...{ country: some("GB", "US"), template: some("", "~odd, one"), sender: some("", "ACME"), useCase: some("") },
    connection: fc.uniqueArray(fc.constantFrom(...own.connection), { minLength: 1 }),
    channel: fc.constantFrom([], ["sms" as const]),
    range: fc.constantFrom("7d" as const, "30d" as const),
    ...{ from: fc.constant(null), to: fc.constant(null), tz: fc.constant(null) },
    step: fc.constant("day" as const),
    by: fc.constantFrom(...DIMENSIONS),
    attribution: fc.constant("first" as const),
    unregistered: fc.boolean(),
  });
}

/** Every link to messages that the page has, with the number that stands there. */
function linksOf(rates: Rates, filters: RateFilters): { name: string; n: number; href: string }[] {
  const headlines = prepareHeadlines(rates, filters);
  const times = prepareLatencyChart(rates, filters).points;
  const number = (text: string) => Number(text.split(" ")[0]?.replaceAll(",", ""));
  return [
    { name: "waiting", n: number(headlines.waiting.n), href: headlines.waiting.href },
    { name: "no receipt", n: number(headlines.noReceipt.n), href: headlines.noReceipt.href },
    ...prepareRateChart(rates, filters).points.map(({ label, href }, index) => {
      return { name: `point ${label}`, n: messagesOf(rates.delivery.own[index] ?? NO_DELIVERY), href };
    }),
    ...times.map(({ label, href, cells }) => ({ name: `times of ${label}`, n: number(cells[2] ?? ""), href })),
    ...prepareBreakdown(rates, filters, String).rows.flatMap(({ value, messages, messagesHref, parts }) => [
      { name: `messages of ${value}`, n: number(messages), href: messagesHref },
      ...parts.map(({ text, href }) => ({ name: `${text} of ${value}`, n: number(text), href })),
    ]),
    ...prepareFailures(rates, filters).rows.map(({ label, n, href }) => ({ name: label, n: number(n), href })),
  ];
}
