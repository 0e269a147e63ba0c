import type { Cast, Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";

/** The code comes in seconds and is entered; now and then it is mistyped once. */
export const happy: Scenario = {
  about: "delivered in seconds, verified",
  write(cast) {
    const writer = new ScriptWriter("happy", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const deliveredAt = sentAt + writer.transit(message);
    writer.handedOn(message, sentAt);
    writer.report(message, "delivered", deliveredAt);
    enterCode(writer, cast, message, deliveredAt);
    return writer.end({ messages: [{ status: "delivered" }], verification: "verified", headline: "Verified " });
  },
};

/** How nearly every attempt begins: the user asks, the abuse check agrees, the app sends. */
export function requestCode(
  writer: ScriptWriter,
  { random }: Cast,
  { codeValidMs }: { codeValidMs?: number } = {},
): { message: number; sentAt: number } {
  writer.event("requested", 0, { reason: random.pick(["web", "android app", "ios app"]) });
  if (random.chance(0.3)) writer.event("abuse_check", random.integer(120, 300), { reason: "allowed" });
  const sentAt = random.integer(500, 1_100);
  return { message: writer.send(sentAt, { codeValidMs }), sentAt };
}

/** The user types the code of `message` some time after it came. */
export function enterCode(writer: ScriptWriter, { random }: Cast, message: number, after: number): void {
  let at = after + 6 * SECOND + random.spread(14 * SECOND);
  if (random.chance(0.06)) {
    writer.event("wrong_code", at);
    at += random.spread(9 * SECOND);
  }
  writer.event("verified", at, { message });
}
