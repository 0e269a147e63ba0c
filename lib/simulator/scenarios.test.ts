import { describe, expect, it } from "vitest";
import { callbackProviders } from "@/lib/providers/registry";
import type { Account } from "./account";
import { canTell, castStory, type StoryPlan } from "./cast-story";
import { PLACES, type Place } from "./places";
import { SCENARIO_NAMES } from "./scenarios";

const accounts: Account[] = callbackProviders().map((provider) => ({
  ...{ key: provider.id, provider, secrets: {}, url: "https://desk.example/", saysFinal: true, signsAnyBytes: true },
}));
const [first, other] = accounts as [Account, Account];
const plan = (scenario: StoryPlan["scenario"], seed: string): StoryPlan => {
  return { seed, scenario, place: PLACES[0] as Place, person: 3, first, other };
};

describe.each(SCENARIO_NAMES)("%s", (scenario) => {
  it("is written the same for the same seed, and otherwise for another", () => {
    expect(castStory(plan(scenario, "a"))).toEqual(castStory(plan(scenario, "a")));
    expect(castStory(plan(scenario, "a"))).not.toEqual(castStory(plan(scenario, "b")));
  });

  it("goes forward in time, and registers a message before anything is said of it", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const { steps, messages, ending } = castStory(plan(scenario, String(seed)));
      const times = steps.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(ending.messages).toHaveLength(messages.length);
      const known = new Set(messages.flatMap(({ messageId }, index) => (messageId ? [] : [index])));
      for (const step of steps) {
        if (step.kind === "send") known.add(step.message);
        if (step.kind === "callback" && step.callback.content.kind === "report") {
          expect(known).toContain(step.callback.content.message);
        }
      }
    }
  });
});

it("says when a provider cannot tell the story, and tells the plain one instead", () => {
  const silent = { ...plan("non-final-fallback-failure", "a"), first: { ...first, saysFinal: false } };
  expect(canTell(silent)).toBe(false);
  expect(castStory(silent).scenario).toBe("happy");
});
