import type { Scenario } from "../script";
import { MINUTE, ScriptWriter, SECOND } from "../script-writer";
import { enterCode, requestCode } from "./happy";

/** Every receipt comes twice, one three times: our answer did not reach the provider. */
export const duplicate: Scenario = {
  about: "the same receipts again, as a provider repeats them",
  write(cast) {
    const writer = new ScriptWriter("duplicate", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    const receipts = [...writer.handedOn(message, sentAt), writer.report(message, "delivered", deliveredAt)];
    const heard = receipts.filter((receipt) => receipt !== undefined);
    for (const receipt of heard) writer.again(receipt, receipt.madeAtMs + cast.random.integer(900, 6_000));
    writer.again(heard.at(-1), deliveredAt + 20 * SECOND);
    enterCode(writer, cast, message, deliveredAt);
    const duplicates = heard.length + 1;
    return writer.end({
      messages: [{ status: "delivered", duplicates }],
      verification: "verified",
      headline: "Verified ",
    });
  },
};

/** The receipts arrive in the wrong order, within two seconds. */
export const outOfOrder: Scenario = {
  about: "delivered arrives first, then sent, then accepted",
  write(cast) {
    const writer = new ScriptWriter("out-of-order", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    const arrival = (place: number) => ({ arrivesAtMs: deliveredAt + 300 + place * cast.random.integer(400, 700) });
    writer.report(message, "delivered", deliveredAt, arrival(0));
    writer.report(message, "sent", sentAt + 1_400, arrival(1));
    writer.report(message, "accepted", sentAt + 300, arrival(2));
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({ messages: [{ status: "delivered" }], verification: "verified", headline: "Verified " });
  },
};

/** `sent` was stuck somewhere and comes minutes after `delivered`. */
export const lateSentAfterDelivered: Scenario = {
  about: "sent arrives minutes after delivered, and changes nothing",
  write(cast) {
    const writer = new ScriptWriter("late-sent-after-delivered", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    writer.report(message, "accepted", sentAt + 250);
    writer.report(message, "delivered", deliveredAt);
    const arrivesAtMs = deliveredAt + MINUTE + cast.random.spread(MINUTE);
    writer.report(message, "sent", sentAt + 1_300, { arrivesAtMs });
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({ messages: [{ status: "delivered" }], verification: "verified", headline: "Verified " });
  },
};
