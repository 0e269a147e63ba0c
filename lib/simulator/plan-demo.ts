import type { Account } from "./account";
import { canTell, type StoryPlan } from "./cast-story";
import { FEATURED, type Featured } from "./fixtures/featured-stories";
import { findPlace, PLACES, type Place, populationOf } from "./places";
import { type Random, seededRandom } from "./random";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios";

export type DatedPlan = StoryPlan & { startsAt: Date };
export type DemoSpan = { now: Date; days: number; stories: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How often each story is told, against each other; those not named only as one of each. */
const MIX: readonly (readonly [ScenarioName, number])[] = [
  ...([
    ["happy", 780],
    ["failures", 52],
    ["abandoned", 38],
    ["wrong-codes", 14],
    ["no-receipt", 26],
  ] as const),
  ...([
    ["resend-other-provider", 34],
    ["duplicate", 18],
    ["out-of-order", 10],
    ["abuse-refused", 9],
  ] as const),
  ...([
    ["late-sent-after-delivered", 8],
    ["delivered-after-expiry", 8],
    ["non-final-fallback-failure", 40],
  ] as const),
  ...([
    ["delivered-after-failed", 3],
    ["unknown-status", 2],
    ["malformed", 1],
    ["bad-signature", 2],
  ] as const),
];

/** Traffic by local hour, of the busiest. */
const BY_HOUR = [
  ...[0.17, 0.1, 0.07, 0.06, 0.06, 0.1, 0.24, 0.48, 0.69, 0.79, 0.83, 0.79],
  ...[0.76, 0.76, 0.72, 0.72, 0.76, 0.83, 0.93, 1, 0.97, 0.83, 0.55, 0.31],
];
const WEEKEND = 0.8;

/** A day on which one country's carriers filtered nearly everything. */
const INCIDENT = { country: "BR", daysAgo: 3, fromLocalHour: 7, hours: 15, share: 0.8 };

/** Pure: which stories began when, over the days before `now`, oldest first. */
export function planDemo({ now, days, stories }: DemoSpan, accounts: readonly Account[]): DatedPlan[] {
  const random = seededRandom(`demo:${days}:${stories}`);
  const plans = Array.from({ length: stories }, (_, index) => ordinary(index, { now, days }, accounts, random));
  const featured = FEATURED.map((story, index) => featuredPlan(story, index, now, accounts));
  const oneOfEach = SCENARIO_NAMES.map((scenario, index) => sample(scenario, index, now, accounts, random));
  return [...plans, ...featured, ...oneOfEach].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
}

type Span = Omit<DemoSpan, "stories">;

function ordinary(index: number, span: Span, accounts: readonly Account[], random: Random): DatedPlan {
  const place = random.weighted(PLACES.map((each) => [each, each.share] as const));
  const startsAt = busyTime(place, span, random);
  const plan = {
    ...{ seed: `ordinary:${index}`, place, startsAt },
    // Of long ago, nobody sees when the app told us; one call a story fills the demo faster.
    outboxMs: span.now.getTime() - startsAt.getTime() > HOUR_MS ? 90_000 : undefined,
    // A few people come often, many once.
    person: Math.floor(populationOf(place) * random.next() ** 2),
    scenario: random.weighted(MIX),
    ...twoAccounts(accounts, random),
  };
  if (!isFiltered(place, startsAt, span.now) || !random.chance(INCIDENT.share)) return plan;
  return { ...plan, scenario: "failures", category: "carrier_filtered", first: largest(accounts) };
}

/** A time at which people there are awake, as far as chance is concerned. */
function busyTime(place: Place, { now, days }: Span, random: Random): Date {
  for (;;) {
    const at = new Date(now.getTime() - Math.floor(random.next() * days * DAY_MS));
    const local = localTime(at, place);
    const weekend = local.getUTCDay() % 6 === 0 ? WEEKEND : 1;
    if (random.chance((BY_HOUR[local.getUTCHours()] ?? 0) * weekend)) return at;
  }
}

function isFiltered(place: Place, at: Date, now: Date): boolean {
  if (place.country !== INCIDENT.country) return false;
  const local = localTime(now, place).getTime();
  const begins = Math.floor(local / DAY_MS - INCIDENT.daysAgo) * DAY_MS + INCIDENT.fromLocalHour * HOUR_MS;
  const since = localTime(at, place).getTime() - begins;
  return since >= 0 && since < INCIDENT.hours * HOUR_MS;
}

/** The place's wall clock, read as if it were UTC. */
function localTime(at: Date, { utcOffsetHours }: Place): Date {
  return new Date(at.getTime() + utcOffsetHours * HOUR_MS);
}

function twoAccounts(accounts: readonly Account[], random: Random): Pick<StoryPlan, "first" | "other"> {
  const first = random.weighted(accounts.map((account) => [account, account.provider.demo.share] as const));
  const others = accounts.filter((account) => account !== first);
  return { first, other: others.length > 0 ? random.pick(others) : first };
}

function largest(accounts: readonly Account[]): Account {
  const byShare = accounts.toSorted((a, b) => b.provider.demo.share - a.provider.demo.share);
  return byShare[0] as Account;
}

function featuredPlan(story: Featured, index: number, now: Date, accounts: readonly Account[]): DatedPlan {
  const { secondsAgo, country, ...plan } = story;
  const place = findPlace(country) as Place;
  const two = twoAccounts(accounts, seededRandom(`featured:${country}`));
  return {
    ...toldBy({ ...plan, seed: `featured:${index}`, place, ...two }, accounts),
    startsAt: new Date(now.getTime() - secondsAgo * 1_000),
  };
}

/** Over the account that was drawn, or else over one that can tell the story. */
function toldBy(plan: StoryPlan, accounts: readonly Account[]): StoryPlan {
  if (canTell(plan)) return plan;
  return accounts.map((first) => ({ ...plan, first })).find(canTell) ?? plan;
}

/** One of each within the last day, so that every kind can be found, each over an account that can tell it. */
function sample(
  scenario: ScenarioName,
  index: number,
  now: Date,
  accounts: readonly Account[],
  random: Random,
): DatedPlan {
  const place = PLACES[index % 8] as Place;
  const person = populationOf(place) + index;
  const plan = { seed: `sample:${scenario}`, scenario, place, person, ...twoAccounts(accounts, random) };
  return { ...toldBy(plan, accounts), startsAt: new Date(now.getTime() - (index + 1) * 55 * 60_000) };
}
