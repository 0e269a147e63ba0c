import { unknownWord } from "../provider-words";
import type { Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";
import { enterCode, requestCode } from "./happy";

/** A status that no table knows yet; the user proves that the message came. */
export const unknownStatus: Scenario = {
  about: "a status that no table knows: stored, counted, put up for review",
  write(cast) {
    const writer = new ScriptWriter("unknown-status", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const parkedAt = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    writer.report(message, "unknown", parkedAt, { rawStatus: unknownWord(cast.first.provider) });
    enterCode(writer, cast, message, parkedAt);
    return writer.end({
      messages: [{ status: "unknown" }],
      verification: "verified",
      headline: "Verified ",
      review: "unknown_status",
    });
  },
};

/** A body that was cut, or has lost its fields, but is signed as it is. */
export const malformed: Scenario = {
  about: "a signed body that cannot be read: kept, and put up for review",
  write(cast) {
    const writer = new ScriptWriter("malformed", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    const start = `{"event":"${cast.random.hex(12)}"`;
    const body = cast.first.signsAnyBytes ? `${start},"cut":` : `${start}}`;
    writer.raw(cast.first, sentAt + 2 * SECOND, "application/json", body);
    writer.report(message, "delivered", deliveredAt);
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({
      messages: [{ status: "delivered" }],
      verification: "verified",
      headline: "Verified ",
      review: "unreadable",
    });
  },
};

/** Somebody who does not hold the secret claims that it failed. */
export const badSignature: Scenario = {
  about: "a forged failure is refused, and counts for nothing",
  write(cast) {
    const writer = new ScriptWriter("bad-signature", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    const forged = writer.report(message, "failed", sentAt + 2 * SECOND, { signature: "forged" });
    writer.report(message, "delivered", deliveredAt);
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({
      messages: [{ status: "delivered", conflicting: false }],
      verification: "verified",
      headline: "Verified ",
      refused: forged ? 1 : 0,
    });
  },
};
