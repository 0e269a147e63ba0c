import { describe, expect, it } from "vitest";
import { FAILURE_STATUSES, type FailureCategory } from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import { callbackProviders, type ProviderId, providers } from "@/lib/providers/registry";
import type { Account } from "./account";
import { canTell, castStory, type StoryPlan } from "./cast-story";
import { PLACES, type Place } from "./places";
import { failureCategories, failureWords, unknownWord } from "./provider-words";
import { randomAccount } from "./random-account";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios";
import type { Report, Script } from "./script";

const SEEDS = ["a", "b", "c", "d"];
const accounts = callbackProviders().map((provider): Account => {
  // As the demo sets it up: an account of its own may bring codes with it.
  const { settings } = randomAccount(provider);
  const configured = settings && provider.configure ? provider.configure(settings) : provider;
  return { key: provider.id, provider: configured, secrets: {}, url: "", saysFinal: true, signsAnyBytes: true };
});

describe.each(accounts.map((account) => [account.provider.name, account] as const))(
  "scripts of %s",
  (_name, account) => {
    it.each(SCENARIO_NAMES)("%s: say what its tables hold, in an order that can be", (scenario) => {
      const categories = scenario === "failures" ? failureCategories(account.provider) : [undefined];
      const plans = categories.flatMap((category) => SEEDS.map((seed) => planOf(account, scenario, seed, category)));
      expect(plans.filter(canTell).flatMap((plan) => oddities(account, castStory(plan)))).toEqual([]);
    });
  },
);

function planOf(account: Account, scenario: ScenarioName, seed: string, category?: FailureCategory): StoryPlan {
  const place = PLACES[0] as Place;
  return { seed, scenario, category, place, person: 3, first: account, other: account };
}

/** What in a script its provider would not have said, or not then. */
function oddities(account: Account, script: Script): string[] {
  return script.messages.flatMap((_, index) => {
    const reports = reportsOf(script, index);
    const words = reports.map(({ rawStatus, errorCode }) => [rawStatus, errorCode].filter(Boolean).join(" "));
    const failure = reports.findIndex((report) => isFinalFailure(account, report));
    const before = failure === -1 ? reports : reports.slice(0, failure);
    const wasSent = before.some((one) => isSent(account, one));
    const mayGoOn = script.ending.messages[index]?.conflicting === true;
    const problems = [
      ...reports.filter((report) => !isKnown(account, report)).map(({ rawStatus }) => `never says ${rawStatus}`),
      failure !== -1 && isUnsent(account, reports[failure]) === wasSent && "fails before or after it was sent",
      failure !== -1 && !mayGoOn && failure < reports.length - 1 && "goes on after its end",
    ];
    return problems.filter(Boolean).map((problem) => `${problem}: ${words.join(", ")}`);
  });
}

/** What the provider itself said of a message, in the order in which it happened. */
function reportsOf(script: Script, message: number): Report[] {
  const made = script.steps.flatMap((step) =>
    step.kind === "callback" && step.callback.signature === "own" ? [step.callback.content] : [],
  );
  const reports = made.filter((content) => content.kind === "report").filter((report) => report.message === message);
  return [...new Map(reports.map((report) => [report.eventId, report])).values()].sort(
    (a, b) => a.occurredAtMs - b.occurredAtMs,
  );
}

function isKnown({ provider }: Account, { rawStatus, errorCode, reason }: Report): boolean {
  if (errorCode === undefined && reason === undefined)
    return rawStatus === unknownWord(provider) || Object.hasOwn(provider.statuses, rawStatus);
  const { failureCategory } = normalise(provider, { rawStatus, errorCode, rawReason: reason });
  return failureWords(provider, failureCategory ?? "no_reason_given").some(
    (words) => words.rawStatus === rawStatus && words.errorCode === errorCode && words.reason === reason,
  );
}

function isFinalFailure({ provider }: Account, { rawStatus, isFinal }: Report): boolean {
  return isFinal !== false && FAILURE_STATUSES.has(provider.statuses[rawStatus]?.status ?? "unknown");
}

function isUnsent({ provider }: Account, report: Report | undefined): boolean {
  return provider.failures?.[report?.rawStatus ?? ""]?.unsent === true;
}

function isSent({ provider }: Account, { rawStatus }: Report): boolean {
  return provider.statuses[rawStatus]?.status === "sent";
}

/** From the providers' own pages and from receipts that people published. */
const SAID: readonly [ProviderId, FailureCategory, errorCode: string, rawStatus: string, isSent: boolean][] = [
  ["twilio", "handset_unreachable", "30003", "undelivered", true],
  ["twilio", "carrier_rejected", "30004", "undelivered", true],
  ["twilio", "invalid_number", "30005", "undelivered", true],
  ["twilio", "invalid_number", "30006", "undelivered", true],
  ["twilio", "carrier_filtered", "30007", "undelivered", true],
  ["twilio", "no_reason_given", "30008", "undelivered", true],
  ["twilio", "sender_not_registered", "30034", "undelivered", true],
  ["twilio", "expired", "30036", "undelivered", true],
  ["twilio", "invalid_number", "21211", "failed", false],
  ["twilio", "invalid_number", "21614", "failed", false],
  ["twilio", "opted_out", "21610", "failed", false],
  ["twilio", "destination_not_enabled", "21408", "failed", false],
  ["twilio", "rate_limited", "30001", "failed", false],
  ["vonage-messages", "request_error", "1010", "rejected", false],
  ["vonage-messages", "handset_unreachable", "1180", "undeliverable", true],
  ["vonage-messages", "carrier_filtered", "1210", "undeliverable", true],
];

it.each(SAID)("%s says %s, code %s, with the status %s alone", (id, category, code, rawStatus, isSent) => {
  const ways = failureWords(providers[id], category).filter(({ errorCode }) => errorCode === code);
  expect(ways).toEqual([{ rawStatus, errorCode: code, ...(isSent ? {} : { unsent: true }) }]);
});

it("a message that was taken back has no code, and a plain one that expired or was refused none that says otherwise", () => {
  const every = accounts.flatMap(({ provider }) =>
    failureCategories(provider).flatMap((category) =>
      failureWords(provider, category).map((words) => ({ provider, ...words })),
    ),
  );
  for (const { provider, rawStatus, errorCode } of every) {
    const row = provider.statuses[rawStatus];
    if (row?.category === "cancelled") expect(errorCode).toBeUndefined();
    if (provider.failures || errorCode === undefined) continue;
    if (row?.status === "expired" || row?.status === "rejected")
      expect(provider.errors[errorCode]?.status).toBe(row.status);
  }
});
