import type { Decision } from "../decision/decide";
import type { Situation } from "../decision/situation";
import { speaker } from "./failure-said";
import { speak, WORDS } from "./speak";
import type { Language, Note, Noted } from "./words";

/** What is known, in a sentence, and what it may mean. */
export function agentNote({ situation: found, plan }: Decision, language: Language): Note {
  const note = noteOf(found, language);
  return plan.kind === "secure_account" ? { ...note, causes: WORDS[language].agent.otherHands } : note;
}

function noteOf(found: Situation, language: Language): Note {
  const { situations, categories } = WORDS[language].agent;
  if (found.kind !== "failed") return situations[notedAs(found)];
  const known = speak(language, ({ agent }) => agent.categories[found.category].known, {
    saidBy: speaker(found.saidBy),
  });
  return { known, causes: categories[found.category].causes };
}

function notedAs(found: Exclude<Situation, { kind: "failed" }>): Noted {
  if (found.kind === "delivered_waiting") return "delivered";
  // That it was handed on is claimed only where somebody said so.
  return found.kind === "no_receipts_here" && !found.isHandedOn ? "waiting" : found.kind;
}
