import { randomInt } from "node:crypto";
import fc from "fast-check";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { newMessageSid, receipt, type TestConnection } from "./receipts";
import { type SendingApp, uniqueId } from "./sending-app";

const HOUR_MS = 3_600_000;
const ENDINGS = ["verified", "wrong_code", "blocked", null] as const;

const aMessage = fc.record({
  isRegistered: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  country: fc.constantFrom("GB", "US"),
  templateKey: fc.constantFrom(undefined, "login_otp", "~odd, one"),
  sender: fc.constantFrom(undefined, "ACME", "28908"),
  channel: fc.constantFrom("sms", "whatsapp"),
  useCase: fc.constantFrom(undefined, "login", "payment"),
  tellsSendTime: fc.boolean(),
  rawStatus: fc.constantFrom("queued", "sent", "delivered", "delivered", "delivered", "undelivered", "failed", null),
  errorCode: fc.constantFrom(undefined, "30003", "30007", "30006"),
  latencyMs: fc.integer({ min: 300, max: 90_000 }),
});

const aStory = fc.record({
  messages: fc.array(aMessage, { minLength: 1, maxLength: 3 }),
  app: fc.integer({ min: 0, max: 1 }),
  /** Whole hours and a half, so that nothing falls due while a test runs. */
  hoursAgo: fc.integer({ min: 1, max: 13 * 24 }).map((hours) => hours + 0.5),
  ending: fc.option(fc.constantFrom(...ENDINGS), { nil: undefined }),
});
export type TrafficStory = typeof aStory extends fc.Arbitrary<infer T> ? T : never;

/** Stories of the last 13 days: attempts with their messages and receipts, and messages that only receipts tell of. */
export function someTraffic(count: number): TrafficStory[] {
  return fc.sample(aStory, count);
}

/** Told to the real core, each on the clock of its own time. */
export async function tellTraffic(
  { messages, app, hoursAgo, ending }: TrafficStory,
  apps: readonly SendingApp[],
  now: Date,
): Promise<void> {
  const { apiKey, connection } = apps[app] as SendingApp;
  const startsAt = new Date(now.getTime() - hoursAgo * HOUR_MS);
  const verificationId = ending === undefined ? undefined : uniqueId("attempt");
  const minute = (n: number) => new Date(startsAt.getTime() + n * 60_000);
  for (const [index, message] of messages.entries()) {
    await tellMessage(message, { apiKey, connection }, minute(index * 2), verificationId);
  }
  if (!verificationId || !ending) return;
  const endsAt = minute(randomInt(messages.length * 2 + 1));
  const events = [
    { eventId: "1", type: "requested", at: startsAt.toISOString() },
    { eventId: "2", type: "code_sent", at: startsAt.toISOString(), codeExpiresAt: minute(6 * 24 * 60).toISOString() },
    { eventId: "3", type: ending, at: endsAt.toISOString() },
  ].map((event) => VerificationEventInput.parse(event));
  await recordVerificationEvents(apiKey, verificationId, events, () => endsAt);
}

async function tellMessage(
  message: TrafficStory["messages"][number],
  { apiKey, connection }: Pick<SendingApp, "apiKey" | "connection">,
  at: Date,
  verificationId: string | undefined,
): Promise<void> {
  const providerMessageId = newMessageSid();
  const to = `${message.country === "GB" ? "+4477009001" : "+141555501"}${String(randomInt(100)).padStart(2, "0")}`;
  const { templateKey, sender, channel, useCase } = message;
  if (message.isRegistered) {
    const sentAt = message.tellsSendTime ? at.toISOString() : undefined;
    const fields = { providerMessageId, templateKey, sender, channel, useCase, verificationId, sentAt };
    const input = RegisterMessageInput.parse({ connection: connection.key, to, ...fields });
    const [outcome] = await registerMessages(apiKey, [input], () => at);
    if (!outcome?.ok) throw outcome?.error ?? new Error("no outcome");
  }
  if (message.rawStatus === null) return;
  const report = { providerMessageId, rawStatus: message.rawStatus, errorCode: message.errorCode, recipient: to };
  await storeBatch([receipt(connection as TestConnection, report, new Date(at.getTime() + message.latencyMs))]);
}
