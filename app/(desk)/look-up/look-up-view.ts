import type { MomentText } from "@/components/time/format-time";
import type { Tone } from "@/lib/delivery/story/story";

/** One match as a line to choose from; nothing in it tells the number. */
export type MatchView = {
  href: string;
  who: string;
  country: string | null;
  what: string;
  when: MomentText;
  tone: Tone;
  state: string;
};

/** What the box answers, in words and times of the reader: plain data, also for a page without scripts. */
export type LookUpView =
  | { kind: "empty" }
  | { kind: "rate_limited"; minutes: number }
  | { kind: "outage" }
  | { kind: "many"; readings: string[]; matches: MatchView[]; hasMore: boolean }
  /** `isNew`: the installation holds no data at all. */
  | { kind: "none"; isNew: boolean; readings: string[]; horizon: string; flow: { tone: Tone; text: string } };
