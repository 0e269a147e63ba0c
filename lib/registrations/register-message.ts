import type { Clock } from "@/lib/clock";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import { isMissingPartition } from "@/lib/ledger/sql/sql-errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { findConnections } from "./find-connections";
import { type Outcome, refused } from "./outcome";
import { prepareRegistration, type Sender } from "./prepare-registration";
import type { RegisteredMessage, RegisterMessageInput, Registration } from "./registration";
import { storeRegistrations } from "./store-registrations";

/**
 * Registers sends, each by itself, in order, in one transaction. A send known by its idempotency key, `messageId`
 * or provider id is answered again when the body is the same and refused when it is not; one that only its
 * callbacks have told of is completed. An idempotency key stands for a whole list: item n is known by key + n.
 */
export async function registerMessages(
  apiKey: { id: string },
  inputs: readonly RegisterMessageInput[],
  clock: Clock,
  idempotencyKey?: string,
): Promise<Outcome<RegisteredMessage>[]> {
  const now = clock();
  const connections = await findConnections(inputs.map(({ connection }) => connection));
  const prepared = inputs.map((input, index) =>
    prepareRegistration(input, connections.get(input.connection), senderOf(apiKey, idempotencyKey, inputs, index), now),
  );
  const registrations = prepared.flatMap((item): Registration[] => (item.ok ? [item.registration] : []));
  const stored = registrations.length === 0 ? [] : await store(registrations, apiKey.id, now);
  let next = 0;
  return prepared.map((item) => (item.ok ? (stored[next++] as Outcome<RegisteredMessage>) : refused(item.error)));
}

async function store(registrations: readonly Registration[], apiKeyId: string, now: Date) {
  const attempt = () => inTransaction((tx) => storeRegistrations(tx, registrations, apiKeyId, now), readPool());
  try {
    return await attempt();
  } catch (error) {
    if (!isMissingPartition(error) || (await ensurePartitionFor(now)) === 0) throw error;
    return attempt();
  }
}

function senderOf(
  apiKey: { id: string },
  key: string | undefined,
  inputs: readonly RegisterMessageInput[],
  index: number,
): Sender {
  if (key === undefined) return { apiKeyId: apiKey.id };
  return { apiKeyId: apiKey.id, idempotencyKey: inputs.length === 1 ? key : `${key}#${index}` };
}
