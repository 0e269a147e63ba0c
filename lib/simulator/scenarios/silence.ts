import type { Scenario } from "../script";
import { ScriptWriter } from "../script-writer";
import { requestCode } from "./happy";

/** Handed to the carrier, and never heard of again. */
export const noReceipt: Scenario = {
  about: "accepted and sent, then nothing: no receipt once the deadline has passed",
  write(cast) {
    const writer = new ScriptWriter("no-receipt", cast);
    const { message, sentAt } = requestCode(writer, cast);
    writer.handedOn(message, sentAt);
    return writer.end({ messages: [{ status: "unknown" }], verification: "expired", headline: "No receipt " });
  },
};

/** It came, by all that is known, and nobody entered it. */
export const abandoned: Scenario = {
  about: "delivered, but no code was ever entered",
  write(cast) {
    const writer = new ScriptWriter("abandoned", cast);
    const { message, sentAt } = requestCode(writer, cast);
    writer.handedOn(message, sentAt);
    writer.report(message, "delivered", sentAt + writer.transit(message));
    return writer.end({
      messages: [{ status: "delivered" }],
      verification: "expired",
      headline: "no code entry is on record",
    });
  },
};
