import type { MomentText } from "@/components/time/format-time";
import type { Stopped } from "@/lib/auth/limits/ask-whether-known";
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
  | { kind: "stopped"; stopped: Stopped }
  | { kind: "outage" }
  | (ReadingView & { kind: "many"; matches: MatchView[]; hasMore: boolean })
  | { kind: "codes"; codes: { provider: string; text: string }[] }
  /** `isNew`: the installation holds no data at all. */
  | (ReadingView & { kind: "none"; isNew: boolean; horizon: string; flow: { tone: Tone; text: string } });

/** How what was typed was understood, and what of it was not, by its kind. */
export type ReadingView = { readings: string[]; ignored: string | null };
