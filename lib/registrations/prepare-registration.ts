import { AppError } from "@/lib/errors";
import { appRef, clientRef, providerRef, requestItemRef } from "@/lib/ledger/messages/message-ref";
import { verificationRef } from "@/lib/ledger/verifications/verification-refs";
import { hashRequest } from "@/lib/privacy/hash-request";
import { protectRecipient } from "@/lib/privacy/protect-recipient";
import type { SendingConnection } from "./find-connections";
import { providerIdsOf, timeProblems, withPlainIds } from "./input-fields";
import type { Outcome } from "./outcome";
import { refused } from "./outcome";
import { findPlantedCode } from "./personal/find-planted-code";
import { findPlantedNumber } from "./personal/find-planted-number";
import { recipientProblem } from "./recipient-problem";
import type { NamedRef, RegisterMessageInput, Registration } from "./registration";

/** Who sends, under which key, and which item of the request this is. */
export type Sender = { apiKeyId: string; idempotencyKey?: string; position: number };

/** Checks what needs no look at other messages. */
export function prepareRegistration(
  input: RegisterMessageInput,
  connection: SendingConnection | undefined,
  sender: Sender,
  now: Date,
): Extract<Outcome<never>, { ok: false }> | { ok: true; registration: Registration } {
  const { to, connection: _key, ...given } = input;
  const fields = withPlainIds(given, connection?.plainId);
  const problems = findPlantedCode(fields.metadata);
  if (!connection) problems.connection = "is not the key of a connection";
  if (fields.providerVerificationId && !fields.verificationId)
    problems.providerVerificationId = "goes with verificationId: it is that attempt's id";
  Object.assign(problems, timeProblems(fields, now));
  const read = protectRecipient(to, { channel: fields.channel });
  if (read.ok)
    Object.assign(
      problems,
      findPlantedNumber({ ...fields, "Idempotency-Key": sender.idempotencyKey }, [read.normalised]),
    );
  else problems.to = recipientProblem(read.reason);

  if (!read.ok || !connection || Object.keys(problems).length > 0) {
    return refused(new AppError("invalid_input", "This registration cannot be stored.", { fields: problems }));
  }
  const refs = refsOf(fields, connection.id, sender);
  const recipient = { ...read.recipient, normalised: read.normalised };
  const { providerVerificationId } = fields;
  const attemptRef = providerVerificationId ? verificationRef(connection.id, providerVerificationId) : null;
  return { ok: true, registration: { fields, connection, recipient, refs, attemptRef, hash: hashRequest(input) } };
}

function refsOf(fields: Registration["fields"], connectionId: string, sender: Sender): NamedRef[] {
  const refs = idRefs(fields, connectionId);
  if (sender.idempotencyKey === undefined) return refs;
  const ref = requestItemRef(sender.apiKeyId, sender.idempotencyKey, sender.position);
  return [...refs, { field: "Idempotency-Key", ref }];
}

/** The refs of a message's ids. A provider may echo the app's own id as its client reference. */
export function idRefs(
  fields: Pick<Registration["fields"], "providerMessageId" | "providerMessageIds" | "messageId">,
  connectionId: string,
): NamedRef[] {
  const { providerMessageId, messageId } = fields;
  const refs: NamedRef[] = providerIdsOf(fields).map((id) => ({
    field: id === providerMessageId ? "providerMessageId" : "providerMessageIds",
    ref: providerRef(connectionId, id),
  }));
  if (messageId) refs.push({ field: "messageId", ref: appRef(messageId) });
  if (messageId) refs.push({ field: "messageId", ref: clientRef(connectionId, messageId), isHint: true });
  return refs;
}
