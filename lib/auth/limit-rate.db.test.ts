import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { limitRate, refundRate } from "./limit-rate";

const MINUTE_MS = 60_000;
/** In the middle of the next minute: what is over is swept away, also by other tests. */
const NOW = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2);

describe("limitRate", () => {
  it("lets through as many as the limit says, and then says how long to wait", async () => {
    const rate = { purpose: "test", subject: randomUUID(), limit: 2, windowSeconds: 60 };
    expect(await limitRate(rate, NOW)).toEqual({ ok: true });
    expect(await limitRate(rate, NOW)).toEqual({ ok: true });
    expect(await limitRate(rate, NOW)).toEqual({ ok: false, retryAfterSeconds: 30 });
    expect(await limitRate(rate, new Date(NOW.getTime() + MINUTE_MS / 2))).toEqual({ ok: true });
  });

  it("counts exactly under concurrency", async () => {
    const rate = { purpose: "test", subject: randomUUID(), limit: 10, windowSeconds: 60 };
    const answers = await Promise.all(Array.from({ length: 25 }, () => limitRate(rate, NOW)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
  });

  it("does not count what was given back", async () => {
    const rate = { purpose: "test", subject: randomUUID(), limit: 1, windowSeconds: 60 };
    await limitRate(rate, NOW);
    await refundRate(rate, NOW);
    expect(await limitRate(rate, NOW)).toEqual({ ok: true });
  });

  it("stores no subject in the clear", async () => {
    const subject = `person-${randomUUID()}@example.com`;
    await limitRate({ purpose: "test", subject, limit: 1, windowSeconds: 60 }, NOW);
    const keys = (await db().rateLimit.findMany()).map(({ key }) => key);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => key.includes(subject))).toEqual([]);
  });
});
