import { FAILURE_CATEGORIES, type FailureCategory } from "@/lib/delivery/fold/status";
import { AppError } from "@/lib/errors";
import { canTell, castStory, type StoryPlan } from "./cast-story";
import type { PickedAccounts } from "./pick-accounts";
import { PLACES, populationOf } from "./places";
import { seededRandom } from "./random";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios";
import type { Script } from "./script";

export type StoryChoice = {
  scenario: string;
  category?: string;
  /** Leaves out what the app says: its sends stay unregistered. */
  callbacksOnly?: boolean;
};

/** Writes the story that was asked for, of a person by chance; says so when the provider cannot tell it. */
export function chooseStory(choice: StoryChoice, { first, other }: PickedAccounts, seed: string): Script {
  const random = seededRandom(seed);
  const place = random.weighted(PLACES.map((each) => [each, each.share] as const));
  const plan: StoryPlan = {
    ...{ seed: random.hex(32), scenario: requireScenario(choice.scenario), place, first, other },
    person: random.integer(0, populationOf(place) - 1),
    category: requireCategory(choice.category),
  };
  if (!canTell(plan)) {
    const what = choice.category ? `a failure of category ${choice.category}` : `the scenario ${choice.scenario}`;
    throw new AppError("invalid_input", `${first.provider.name} cannot tell ${what}: its callbacks do not say that.`);
  }
  const script = castStory(plan);
  return choice.callbacksOnly ? { ...script, steps: script.steps.filter(({ kind }) => kind === "callback") } : script;
}

function requireScenario(name: string): ScenarioName {
  const found = SCENARIO_NAMES.find((known) => known === name);
  if (found) return found;
  throw new AppError("invalid_input", `There is no scenario "${name}". There are: ${SCENARIO_NAMES.join(", ")}.`);
}

function requireCategory(name: string | undefined): FailureCategory | undefined {
  const found = FAILURE_CATEGORIES.find((known) => known === name);
  if (found || name === undefined) return found;
  throw new AppError("invalid_input", `There is no category "${name}". There are: ${FAILURE_CATEGORIES.join(", ")}.`);
}
