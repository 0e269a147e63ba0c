import type { Clock } from "@/lib/clock";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { type ClaimedRef, requestRef } from "@/lib/ledger/messages/message-ref";
import { isMissingPartition } from "@/lib/ledger/sql/sql-errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { hashRequest } from "@/lib/privacy/hash-request";
import { findConnections } from "./find-connections";
import { type Outcome, refused } from "./outcome";
import { prepareRegistration } from "./prepare-registration";
import type { RegisteredMessage, RegisterMessageInput, Registration } from "./registration";
import { storeRegistrations } from "./store-registrations";

/**
 * Registers sends, each by itself, in order, in one transaction. A send known by its idempotency key, `messageId`
 * or provider id is answered again when the body is the same and refused when it is not; one that only its
 * callbacks have told of is completed. An idempotency key stands for the whole request, `body` as it was sent: under
 * it another one is a conflict.
 */
export async function registerMessages(
  apiKey: { id: string },
  inputs: readonly RegisterMessageInput[],
  clock: Clock,
  idempotencyKey?: string,
  body: unknown = inputs.length === 1 ? inputs[0] : inputs,
): Promise<Outcome<RegisteredMessage>[]> {
  const now = clock();
  const connections = await findConnections(inputs.map(({ connection }) => connection));
  const prepared = inputs.map((input, position) =>
    prepareRegistration(
      input,
      connections.get(input.connection),
      { apiKeyId: apiKey.id, idempotencyKey, position },
      now,
    ),
  );
  const registrations = prepared.flatMap((item): Registration[] => (item.ok ? [item.registration] : []));
  const request =
    idempotencyKey === undefined
      ? null
      : { ...requestRef(apiKey.id, idempotencyKey), requestHash: hashRequest({ body }) };
  const stored = registrations.length === 0 ? [] : await store(registrations, request, apiKey.id, now);
  if (stored === "another_request") {
    const fields = { "Idempotency-Key": "was used before with a different body" };
    const error = new AppError("conflict", "This idempotency key stands for another request.", { fields });
    if (Array.isArray(body)) throw error;
    return [refused(error)];
  }
  let next = 0;
  return prepared.map((item) => (item.ok ? (stored[next++] as Outcome<RegisteredMessage>) : refused(item.error)));
}

async function store(
  registrations: readonly Registration[],
  request: ClaimedRef | null,
  apiKeyId: string,
  now: Date,
): Promise<Outcome<RegisteredMessage>[] | "another_request"> {
  const attempt = () =>
    inTransaction((tx) => storeRegistrations(tx, registrations, request, apiKeyId, now), readPool());
  try {
    return await attempt();
  } catch (error) {
    if (!isMissingPartition(error) || (await ensurePartitionFor(now)) === 0) throw error;
    return attempt();
  }
}
