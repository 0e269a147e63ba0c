import type { Scenario } from "../script";
import { MINUTE, ScriptWriter, SECOND } from "../script-writer";
import { requestCode } from "./happy";

/** The message was under way for longer than the code was good. */
export const deliveredAfterExpiry: Scenario = {
  about: "reported delivered only after the code had expired",
  write(cast) {
    const writer = new ScriptWriter("delivered-after-expiry", cast);
    const codeValidMs = 2 * MINUTE;
    const { message, sentAt } = requestCode(writer, cast, { codeValidMs });
    writer.handedOn(message, sentAt);
    writer.event("expired", sentAt + codeValidMs);
    writer.report(message, "delivered", sentAt + codeValidMs + cast.random.integer(20, 120) * SECOND);
    return writer.end({
      messages: [{ status: "delivered" }],
      verification: "expired",
      headline: "after the code had expired",
    });
  },
};

const TRIES = 5;

/** It came, and every try was wrong; the app locks the attempt. */
export const wrongCodes: Scenario = {
  about: `delivered, ${TRIES} wrong codes, blocked by the app`,
  write(cast) {
    const writer = new ScriptWriter("wrong-codes", cast);
    const { message, sentAt } = requestCode(writer, cast);
    let at = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    writer.report(message, "delivered", at);
    for (let count = 0; count < TRIES; count += 1) {
      at += 5 * SECOND + cast.random.spread(9 * SECOND);
      writer.event("wrong_code", at);
    }
    writer.event("blocked", at + 400, { reason: "too many wrong codes" });
    return writer.end({
      messages: [{ status: "delivered" }],
      verification: "blocked",
      headline: "The attempt was blocked",
    });
  },
};
