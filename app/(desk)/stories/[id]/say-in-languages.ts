import type { Decision } from "@/lib/delivery/decision/decide";
import { agentNote } from "@/lib/delivery/words/agent-note";
import { directionOf, localeOf, nameOfLanguage } from "@/lib/delivery/words/language-of";
import { nextStep } from "@/lib/delivery/words/next-step";
import { sayToCustomer } from "@/lib/delivery/words/say-to-customer";
import { LANGUAGES } from "@/lib/delivery/words/words";
import { spokenTime } from "@/lib/time/spoken-time";
import type { Said } from "./say-card";

/** The sentence and the note in each language, their times in one zone, which they name. */
export function sayInLanguages(decision: Decision, country: string | null, zone: string): Said[] {
  const { now } = decision.story;
  return LANGUAGES.map((language) => {
    const formatClock = (at: Date) => spokenTime(at, { locale: localeOf(language, country), zone, now });
    const { known, causes } = agentNote(decision, language);
    const { title, text } = nextStep(decision, language, formatClock);
    return {
      language,
      name: nameOfLanguage(language),
      direction: directionOf(language),
      sentence: sayToCustomer(decision, language, formatClock),
      note: { known, causes, todo: `${title} ${text}` },
    };
  });
}
