import { describe, expect, it } from "vitest";
import { callbackProviders } from "@/lib/providers/registry";
import type { Account } from "./account";
import { castStory, userRefOf } from "./cast-story";
import { type DatedPlan, planDemo } from "./plan-demo";
import { SCENARIO_NAMES } from "./scenarios";

const NOW = new Date("2026-11-21T12:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const accounts: Account[] = callbackProviders().map((provider) => ({
  key: `key-of-${provider.id}`,
  provider,
  secrets: {},
  url: "https://desk.example/",
  saysFinal: provider.id === "otpiq",
  signsAnyBytes: true,
}));
const plans = planDemo({ now: NOW, days: 30, stories: 3_000 }, accounts);

describe("the demo's plan", () => {
  it("is the same every time", () => {
    expect(planDemo({ now: NOW, days: 30, stories: 3_000 }, accounts)).toEqual(plans);
  });

  it("tells every scenario, oldest first, over all accounts", () => {
    expect(new Set(plans.map(({ scenario }) => scenario))).toEqual(new Set(SCENARIO_NAMES));
    expect(new Set(plans.map(({ first }) => first.key)).size).toBe(accounts.length);
    const times = plans.map(({ startsAt }) => startsAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW.getTime() - 30 * DAY_MS);
    expect(Math.max(...times)).toBeLessThan(NOW.getTime());
  });

  it("follows the day of each country, and keeps one country rare", () => {
    const night = of("IN").filter((plan) => localHour(plan) >= 1 && localHour(plan) < 5);
    const evening = of("IN").filter((plan) => localHour(plan) >= 17 && localHour(plan) < 21);
    expect(evening.length).toBeGreaterThan(5 * night.length);
    expect(of("SE").length).toBeGreaterThan(0);
    expect(of("SE").length).toBeLessThan(30);
  });

  it("has a day on which nearly everything to one country was filtered", () => {
    const filtered = of("BR").filter(({ category }) => category === "carrier_filtered");
    const times = filtered.map(({ startsAt }) => startsAt.getTime());
    const during = of("BR").filter(({ startsAt }) => {
      return startsAt.getTime() >= Math.min(...times) && startsAt.getTime() <= Math.max(...times);
    });
    expect(filtered.length).toBeGreaterThan(8);
    expect(filtered.length / during.length).toBeGreaterThan(0.6);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(DAY_MS);
    for (const plan of filtered) expect(castStory(plan).ending.messages[0]?.failureCategory).toBe("carrier_filtered");
  });

  it("tells what is featured and one of each as it was asked to", () => {
    const asked = plans.filter(({ seed }) => /^(featured|sample):/.test(seed));
    expect(asked.length).toBeGreaterThan(SCENARIO_NAMES.length);
    for (const plan of asked) {
      const { scenario, ending } = castStory(plan);
      expect(scenario).toBe(plan.scenario);
      if (plan.category) expect(ending.messages[0]?.failureCategory).toBe(plan.category);
    }
  });

  it("leaves stories open at its end, and gives one person a history", () => {
    const fresh = plans.filter(({ startsAt }) => NOW.getTime() - startsAt.getTime() < 5 * 60_000);
    expect(fresh.length).toBeGreaterThanOrEqual(6);
    const person = plans.filter(({ place, person: index }) => userRefOf(place, index) === "usr_1841");
    expect(person.map(({ scenario }) => scenario)).toEqual(["failures", "happy", "resend-other-provider"]);
  });
});

function of(country: string): DatedPlan[] {
  return plans.filter(({ place }) => place.country === country);
}

function localHour({ startsAt, place }: DatedPlan): number {
  return new Date(startsAt.getTime() + place.utcOffsetHours * HOUR_MS).getUTCHours();
}
