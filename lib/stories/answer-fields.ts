import { z } from "zod";
import { PLAN_KINDS, PLAN_REASONS } from "@/lib/delivery/decision/plan";
import { CHANNELS } from "@/lib/delivery/fold/status";

export const Advice = z.object({
  action: z.enum(PLAN_KINDS),
  reason: z.enum(PLAN_REASONS).describe("Why."),
  afterSeconds: z.number().int().nonnegative().describe("When to ask again, or to allow a new code; 0 is now."),
  channels: z
    .array(z.enum(CHANNELS))
    .readonly()
    .describe(
      "That make sense now and have not failed for this attempt, the best first; which of them you have, you know.",
    ),
  say: z.string().describe("To the person who waits for the code."),
});

/** A time in an answer. */
export const time = z.date().meta({ type: "string", format: "date-time" });
