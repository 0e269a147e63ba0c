import { RegisterMessageInput } from "@/lib/registrations/registration";
import { newMessageSid, receipt } from "./receipts";
import { type SendingApp, uniqueId } from "./sending-app";

const TO = "+447700900901";

/** A message that callbacks tell of under two ids, until its registration shows them to be one. */
export type TwoPartSend = { sid: string; messageId: string };

export function twoPartSends(count: number): TwoPartSend[] {
  return Array.from({ length: count }, () => ({ sid: newMessageSid(), messageId: uniqueId("m") }));
}

export function partOf(messageId: string): string {
  return `part-of-${messageId}`;
}

export function callbackOf({ connection }: SendingApp, providerMessageId: string, rawStatus: string, at: Date) {
  return receipt(connection, { providerMessageId, rawStatus, recipient: TO }, at);
}

export function registrationOf({ connection }: SendingApp, { sid, messageId }: TwoPartSend): RegisterMessageInput {
  const providerMessageIds = [sid, partOf(messageId)];
  return RegisterMessageInput.parse({ connection: connection.key, to: TO, messageId, providerMessageIds });
}
