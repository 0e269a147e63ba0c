import { z } from "zod";
import { ADVICE_ACTIONS } from "@/lib/delivery/story/story";

export const Advice = z.object({
  action: z.enum(ADVICE_ACTIONS),
  afterSeconds: z.number().int().nonnegative().describe("When to ask again, or to allow a new code; 0 is now."),
  say: z.string().describe("To the person who waits for the code."),
});

/** A time in an answer. */
export const time = z.date().meta({ type: "string", format: "date-time" });
