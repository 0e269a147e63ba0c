import type { FailureCategory } from "@/lib/delivery/fold/status";
import { type Account, routeOver } from "./account";
import { fictionalNumber, PLACES, type Place, populationOf } from "./places";
import { type Random, seededRandom } from "./random";
import { SCENARIOS, type ScenarioName } from "./scenarios";
import type { Cast, Script } from "./script";

/** Which story, of whom, over which accounts; the same answers make the same script. */
export type StoryPlan = {
  seed: string;
  scenario: ScenarioName;
  place: Place;
  /** The n-th person of the place. */
  person: number;
  first: Account;
  other: Account;
  useCase?: UseCase;
  outboxMs?: number;
  category?: FailureCategory;
};

/** Short enough that a live story is seen as it happens. */
const OUTBOX_MS = 1_500;

const USE_CASES = {
  login: { templateKey: "login_otp_v3", weight: 60 },
  payment: { templateKey: "payment_otp_v2", weight: 18 },
  signup: { templateKey: "signup_otp_v1", weight: 15 },
  password_reset: { templateKey: "reset_otp_v2", weight: 7 },
} as const;
export type UseCase = keyof typeof USE_CASES;

/** Between the people of the app and the passers-by: those of the demo's own making. */
const SET_APART = 40;

/** Writes the script of a plan; a story that these providers cannot tell becomes the plain one. */
export function castStory(plan: StoryPlan): Script {
  const cast = castOf(plan, seededRandom(plan.seed));
  return isPlayable(plan.scenario, cast) ? SCENARIOS[plan.scenario].write(cast) : SCENARIOS.happy.write(cast);
}

export function canTell(plan: StoryPlan): boolean {
  return isPlayable(plan.scenario, castOf(plan, seededRandom(plan.seed)));
}

/** The app's id of a place's n-th person. */
export function userRefOf(place: Place, person: number): string {
  return `usr_${(PLACES.indexOf(place) + 1) * 1_000 + person}`;
}

function isPlayable(name: ScenarioName, cast: Cast): boolean {
  const scenario: { isPlayable?(cast: Cast): boolean } = SCENARIOS[name];
  return scenario.isPlayable?.(cast) ?? true;
}

function castOf(plan: StoryPlan, random: Random): Cast {
  const { place, person, category, outboxMs = OUTBOX_MS } = plan;
  const useCase = plan.useCase ?? pickUseCase(random);
  const carrier = random.pick(place.carriers);
  return {
    random,
    person: {
      recipient: fictionalNumber(place, person),
      country: place.country,
      userRef: userRefOf(place, person),
    },
    useCase,
    templateKey: USE_CASES[useCase].templateKey,
    first: routeOver(plan.first, place, carrier),
    other: routeOver(plan.other, place, carrier),
    passerBy: (index) => fictionalNumber(place, populationOf(place) + SET_APART + index),
    ...{ outboxMs, category },
  };
}

function pickUseCase(random: Random): UseCase {
  const weights = Object.entries(USE_CASES).map(([name, { weight }]) => [name as UseCase, weight] as const);
  return random.weighted(weights);
}
