import { clockFormatter, formatMoment } from "@/components/time/format-time";
import { countryName } from "@/lib/delivery/recipient/country-name";
import { type Ignored, sayIgnored } from "@/lib/delivery/recipient/read-paste";
import { formatDuration } from "@/lib/delivery/story/duration";
import type { Tone } from "@/lib/delivery/story/story";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import type { LookUp, LookUpMatch } from "@/lib/stories/look-up";
import { attemptBadge } from "../attempt-words";
import type { LookUpView, MatchView } from "./look-up-view";

const SHOWN_READINGS = 6;
const QUIET_MS = 60 * 60_000;

/** A look-up's answer in the reader's words and times. What was typed is not in it. */
export function presentLookUp(found: Exclude<LookUp, { kind: "one" }>, zone: string, now: Date): LookUpView {
  if (found.kind === "codes") return found;
  const ignored = ignoredText(found.ignored);
  const readings = [...new Set(found.readings.map(({ explanation }) => explanation))].slice(0, SHOWN_READINGS);
  if (found.kind === "many") {
    const matches = found.matches.map((match) => presentMatch(match, zone, now));
    return { kind: "many", readings, ignored, matches, hasMore: found.hasMore };
  }
  const { oldestDataAt, lastCallbackAt } = found;
  const horizon = oldestDataAt
    ? `To ${clockFormatter(zone, now, { named: true })(oldestDataAt)}.`
    : "There are no data yet.";
  return {
    kind: "none",
    readings: readings.length > 0 ? readings : ["As nothing that could be looked up."],
    ignored,
    isNew: oldestDataAt === null,
    horizon,
    flow: flowOf(lastCallbackAt, zone, now),
  };
}

/** Its kind alone: it may hold a code or somebody's number. */
function ignoredText(ignored: readonly Ignored[]): string | null {
  if (ignored.length === 0) return null;
  return `Not read: ${new Intl.ListFormat("en").format(ignored.map(sayIgnored))}.`;
}

function presentMatch(match: LookUpMatch, zone: string, now: Date): MatchView {
  const { tone, label } = attemptBadge(match);
  const attempts = match.attemptCount > 1 ? `newest of ${match.attemptCount} attempts` : null;
  // Several users may share a number: a line without its user would not say which is which.
  const user = match.recipientMasked && (match.userRef ? `user ${match.userRef}` : "user not told");
  return {
    href: `/stories/${match.storyId}`,
    who: match.recipientMasked ?? match.userRef ?? "Number not known",
    country: match.country && countryName(match.country),
    what: [match.useCase ? nameOfUseCase(match.useCase) : "Message", user, attempts].filter(Boolean).join(" · "),
    when: formatMoment(match.at, zone, now),
    tone,
    state: label,
  };
}

function flowOf(lastCallbackAt: Date | null, zone: string, now: Date): { tone: Tone; text: string } {
  if (!lastCallbackAt) return { tone: "warn", text: "None has come yet: no provider is calling back here." };
  const ago = formatDuration(Math.max(0, now.getTime() - lastCallbackAt.getTime()));
  const text = `The last one came ${ago} ago, at ${clockFormatter(zone, now)(lastCallbackAt)}.`;
  const isQuiet = now.getTime() - lastCallbackAt.getTime() > QUIET_MS;
  if (isQuiet) return { tone: "warn", text: `${text} None since: a receipt may be missing here.` };
  return { tone: "ok", text };
}
