import type { Channel } from "@/lib/delivery/fold/status";
import type { Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";
import { pickFailure, reportFailure } from "./failures";
import { enterCode, requestCode } from "./happy";

/** A final failure, and then a receipt all the same. */
export const deliveredAfterFailed: Scenario = {
  about: "failed for good, then delivered after all: both stand",
  write(cast) {
    const writer = new ScriptWriter("delivered-after-failed", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const failedAt = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    const words = pickFailure({ ...cast, category: "no_reason_given" }, { afterSent: true });
    reportFailure(writer, cast, message, failedAt, words);
    writer.report(message, "delivered", failedAt + 12 * SECOND + cast.random.spread(20 * SECOND), { isFinal: true });
    return writer.end({
      messages: [{ status: "delivered", conflicting: true }],
      verification: "expired",
      headline: "delivered by one receipt and failed by another",
    });
  },
};

/** The first channel fails, the provider goes on to the next by itself, and that one delivers. */
export const nonFinalFallbackFailure: Scenario = {
  about: "one channel fails, the provider falls back to SMS, which delivers",
  isPlayable: ({ first }) => first.saysFinal,
  write(cast) {
    const writer = new ScriptWriter("non-final-fallback-failure", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const channel: Channel = cast.random.pick(["whatsapp", "telegram"]);
    const failedAt = sentAt + cast.random.integer(2_500, 6_000);
    const deliveredAt = failedAt + writer.transit(message);
    writer.report(message, "sent", sentAt + 900, { channel, isFinal: false });
    writer.report(message, "failed", failedAt, { channel, isFinal: false });
    writer.report(message, "sent", failedAt + 1_200, { channel: "sms", isFinal: false });
    writer.report(message, "delivered", deliveredAt, { channel: "sms", isFinal: true });
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({
      messages: [{ status: "delivered", conflicting: false }],
      verification: "verified",
      headline: "Verified ",
    });
  },
};
