import type { Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";
import { requestCode } from "./happy";

/** The first message is never confirmed; the app falls back to another provider, and that one makes it. */
export const resendOtherProvider: Scenario = {
  about: "no receipt for the first SMS, resent by another provider, one wrong code, verified",
  write(cast) {
    const { random } = cast;
    const writer = new ScriptWriter("resend-other-provider", cast);
    const { message: first, sentAt } = requestCode(writer, cast);
    const [, sent] = writer.handedOn(first, sentAt);
    if (sent) writer.again(sent, sent.madeAtMs + 2 * SECOND);

    const askedAgainAt = 60 * SECOND + random.spread(18 * SECOND);
    writer.event("resend_requested", askedAgainAt);
    writer.event("fallback_used", askedAgainAt + 300, { channel: "sms", reason: "later than usual: other provider" });
    const resentAt = askedAgainAt + 900;
    const second = writer.send(resentAt, { route: cast.other, retryOf: first });
    const deliveredAt = resentAt + writer.transit(second);
    writer.report(second, "accepted", resentAt + 400);
    writer.report(second, "delivered", deliveredAt);

    const wrongAt = deliveredAt + random.integer(12, 25) * SECOND;
    writer.event("wrong_code", wrongAt);
    writer.event("verified", wrongAt + random.integer(8, 14) * SECOND, { message: second });
    return writer.end({
      messages: [{ status: "unknown", duplicates: sent ? 1 : 0 }, { status: "delivered" }],
      verification: "verified",
      headline: "after the second ",
    });
  },
};
