import { decide } from "@/lib/delivery/decision/decide";
import { type Advice, advise } from "@/lib/delivery/words/advise";
import type { Language } from "@/lib/delivery/words/words";
import type { StoryPage } from "../get-story";
import { noteAdvice } from "./given-advice";

/** What the app should do now, which its story shows from then on. */
export function adviseApp({ id, story }: StoryPage, language: Language): Advice {
  const advice = advise(decide(story), language);
  noteAdvice(id, advice, story.now);
  return advice;
}
