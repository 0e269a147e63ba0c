import type { Clock } from "@/lib/clock";
import { readPool } from "@/lib/db";
import { maskFreeText } from "@/lib/delivery/recipient/mask-free-text";
import { AppError } from "@/lib/errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { verificationRef } from "@/lib/ledger/verifications/verification-refs";
import { hashRequest } from "@/lib/privacy/hash-request";
import { protectRecipient } from "@/lib/privacy/protect-recipient";
import { findConnections, type SendingConnection } from "./find-connections";
import { happenedProblem, idText } from "./input-fields";
import { type Outcome, refused } from "./outcome";
import { findBareIds } from "./personal/find-bare-ids";
import { findPlantedNumber } from "./personal/find-planted-number";
import { recipientProblem } from "./recipient-problem";
import { storeVerificationEvents } from "./store-verification-events";
import { namesIn, type PreparedEvent, type RecordedEvent, type VerificationEventInput } from "./verification-event";

/**
 * Adds the app's events to one attempt, which the first of them makes; in any order, each once by its
 * `eventId`. `externalId` is the app's own id of the attempt.
 */
export async function recordVerificationEvents(
  apiKey: { id: string },
  externalId: string,
  inputs: readonly VerificationEventInput[],
  clock: Clock,
): Promise<Outcome<RecordedEvent>[]> {
  const now = clock();
  const id = idText.safeParse(externalId);
  if (!id.success)
    throw new AppError("invalid_input", "This verification id cannot be used.", { fields: { id: "is not an id" } });
  const connections = await findConnections(inputs.flatMap(({ connection }) => connection ?? []));
  const prepared = await Promise.all(inputs.map((input) => prepare(id.data, input, connections, now)));
  const events = prepared.flatMap((item): PreparedEvent[] => (item.ok ? [item.event] : []));
  const stored =
    events.length === 0
      ? []
      : await inTransaction((tx) => storeVerificationEvents(tx, id.data, events, apiKey.id, now), readPool());
  let next = 0;
  return prepared.map((item) => (item.ok ? (stored[next++] as Outcome<RecordedEvent>) : refused(item.error)));
}

async function prepare(
  id: string,
  input: VerificationEventInput,
  connections: ReadonlyMap<string, SendingConnection>,
  now: Date,
) {
  const { to, ...fields } = input;
  const problems: Record<string, string> = {};
  const happened = happenedProblem(fields.at, now);
  if (happened) problems.at = happened;
  const expiry = fields.codeExpiresAt && expiryProblem(fields.codeExpiresAt, fields);
  if (expiry) problems.codeExpiresAt = expiry;
  const { providerVerificationId } = fields;
  const connection = connections.get(fields.connection ?? "");
  if (providerVerificationId && !connection) problems.connection = "is not the key of a connection";
  const named = namesIn(id, fields);
  const read = to === undefined ? null : protectRecipient(to, { channel: fields.channel });
  Object.assign(problems, findPlantedNumber({ ...named, providerVerificationId }, read?.ok ? [read.normalised] : []));
  if (read && !read.ok) problems.to = recipientProblem(read.reason);
  if (Object.keys(problems).length > 0) {
    return refused(new AppError("invalid_input", "This event cannot be stored.", { fields: problems }));
  }
  const reason = fields.reason && maskFreeText(fields.reason);
  const event: PreparedEvent = {
    fields: { ...fields, reason: reason || undefined },
    ref: connection && providerVerificationId ? verificationRef(connection.id, providerVerificationId) : null,
    recipient: read?.ok ? { ...read.recipient, normalised: read.normalised } : null,
    bareIds: await findBareIds(named),
    warnings: reason === fields.reason ? undefined : { reason: MASKED },
    hash: hashRequest(input),
  };
  return { ok: true as const, event };
}

/** A code that is sent is valid for a while; other events may tell of one that has expired already. */
function expiryProblem(expiresAt: Date, { type, at }: Pick<VerificationEventInput, "type" | "at">): string | null {
  const lifetimeMs = expiresAt.getTime() - at.getTime();
  if (lifetimeMs > MAX_LIFETIME_MS) return "is more than 7 days after the event";
  if (SENDS_CODE.has(type) && lifetimeMs < 0) return "is before the event";
  return lifetimeMs < -MAX_LIFETIME_MS ? "is more than 7 days before the event" : null;
}

const SENDS_CODE: ReadonlySet<VerificationEventInput["type"]> = new Set([
  "requested",
  "code_sent",
  "resend_requested",
  "fallback_used",
]);
const MASKED = "held what may be a code, a number or an address: it was masked";
const MAX_LIFETIME_MS = 7 * 86_400_000;
