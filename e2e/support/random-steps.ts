import fc from "fast-check";
import pRetry from "p-retry";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { isAppError } from "@/lib/errors";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { UpdateMessageInput } from "@/lib/registrations/attachment";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { updateMessage } from "@/lib/registrations/update-message";
import { newMessageSid, receipt } from "./receipts";
import { type SendingApp, uniqueId } from "./sending-app";

/** Names that several sends share now and then, so that ids contradict each other and messages merge. */
const aName = fc.integer({ min: 0, max: 7 });
const aRecipient = fc.constantFrom("+447700900811", "+14155550181", "@ann_example", "ann@example.com");
const aChannel = fc.constantFrom(undefined, ...CHANNELS.filter((channel) => channel !== "email"));
const aSender = fc.constantFrom(undefined, "ACME", "example_brand_agent", "+15555550199");
const aCallback = fc.record({
  kind: fc.constant("callback" as const),
  part: fc.tuple(aName, fc.integer({ min: 0, max: 2 })),
  names: fc.option(aName, { nil: undefined }),
  status: fc.constantFrom("queued", "sent", "delivered", "undelivered", "failed", "teleported"),
  recipient: fc.option(aRecipient, { nil: undefined }),
  channel: aChannel,
  sender: aSender,
});
const aRegistration = fc.record({
  kind: fc.constant("register" as const),
  name: aName,
  parts: fc.subarray([0, 1, 2]),
  to: aRecipient,
  channel: aChannel,
  sender: aSender,
  attempt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});
const anAttachment = fc.record({
  kind: fc.constant("attach" as const),
  name: aName,
  parts: fc.subarray([0, 1, 2], { minLength: 1 }),
  sender: aSender,
});
/** What is told of messages that share their ids. */
export const aStep = fc.oneof(
  { weight: 5, arbitrary: aCallback },
  { weight: 2, arbitrary: aRegistration },
  anAttachment,
);
export type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

export type World = { app: SendingApp; prefix: string; sids: string[][]; start: Date };

/** An app whose sends have names of their own; its clock stands at `start`. */
export function newWorld(app: SendingApp, start: Date): World {
  return { app, start, prefix: uniqueId("w"), sids: Array.from({ length: 8 }, () => [0, 1, 2].map(newMessageSid)) };
}

/** As providers do, comes again after a 503. What the core refuses (ids of another message, a second value) is refused; nothing else may go wrong. */
export async function take({ app, prefix, sids, start }: World, step: Step, seconds: number): Promise<void> {
  const { connection, apiKey } = app;
  const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
  const nameOf = (name: number) => `${prefix}-${name}`;
  const idsOf = (name: number, parts: readonly number[]) => parts.map((part) => sids[name]?.[part] ?? "");
  if (step.kind === "callback") {
    const { part, names, status, ...facts } = step;
    const [providerMessageId = ""] = idsOf(part[0], [part[1]]);
    const clientReference = names === undefined ? undefined : nameOf(names);
    const report = { ...facts, providerMessageId, clientReference, rawStatus: status };
    const batch = [receipt(connection, report, at(seconds))];
    await pRetry(() => storeBatch(batch), { retries: 5, minTimeout: 50 });
  } else if (step.kind === "register") {
    const { name, parts, attempt, kind: _, ...facts } = step;
    const providerMessageIds = parts.length > 0 ? idsOf(name, parts) : undefined;
    const verificationId = attempt === undefined ? undefined : `${prefix}-attempt-${attempt}`;
    const more = { messageId: nameOf(name), providerMessageIds, verificationId };
    const input = RegisterMessageInput.parse({ connection: connection.key, ...facts, ...more });
    await registerMessages(apiKey, [input], () => at(seconds));
  } else {
    const { name, parts, sender } = step;
    const input = UpdateMessageInput.parse({ providerMessageIds: idsOf(name, parts), sender });
    await updateMessage(apiKey, `app:${nameOf(name)}`, input, () => at(seconds)).catch((error) => {
      if (!isAppError(error) || !["not_found", "conflict"].includes(error.code)) throw error;
    });
  }
}
