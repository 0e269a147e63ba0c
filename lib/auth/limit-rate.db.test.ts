import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { limitRate, refundRate } from "./limit-rate";

const NOW = new Date("2026-11-21T14:00:30Z");

describe("limitRate", () => {
  it("lets through as many as the limit says, and then says how long to wait", async () => {
    const rate = { purpose: "test", subject: randomUUID(), limit: 2, windowSeconds: 60 };
    expect(await limitRate(rate, NOW)).toEqual({ ok: true });
    expect(await limitRate(rate, NOW)).toEqual({ ok: true });
    expect(await limitRate(rate, NOW)).toEqual({ ok: false, retryAfterSeconds: 30 });
    expect(await limitRate(rate, new Date("2026-11-21T14:01:00Z"))).toEqual({ ok: true });
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
