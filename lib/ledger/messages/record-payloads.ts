import { insertRows } from "../sql/array-statement";
import type { Transaction } from "../sql/transaction";

/** The sealed bytes of a callback, beside an event that they brought. */
export type NewPayload = {
  messageId: string;
  dedupeKey: string;
  bodyHash: string;
  cryptoId: string;
  ciphertext: Buffer;
  secretId: string | null;
  receivedAt: Date;
};

/** Keeps what was the first to bring its event. */
export async function insertPayloads(tx: Transaction, payloads: readonly NewPayload[]): Promise<void> {
  if (payloads.length === 0) return;
  await tx.query(FIRST.query(payloads.map(payloadRow)));
}

/** Keeps what brought an event again: one copy of each different body. */
export async function recordPayloads(tx: Transaction, payloads: readonly NewPayload[]): Promise<void> {
  if (payloads.length === 0) return;
  await tx.query(FURTHER.query(payloads.map(payloadRow)));
}

function payloadRow(payload: NewPayload) {
  return {
    message_id: payload.messageId,
    dedupe_key: Buffer.from(payload.dedupeKey, "hex"),
    body_hash: Buffer.from(payload.bodyHash, "hex"),
    crypto_id: payload.cryptoId,
    ciphertext: payload.ciphertext,
    secret_id: payload.secretId,
    received_at: payload.receivedAt,
  };
}

const COLUMNS = {
  message_id: "uuid",
  dedupe_key: "bytea",
  body_hash: "bytea",
  crypto_id: "uuid",
  ciphertext: "bytea",
  secret_id: "uuid",
  received_at: "timestamptz",
} as const;
const FIRST = insertRows("event_payloads", COLUMNS);
const FURTHER = insertRows("event_payloads", COLUMNS, "ON CONFLICT (message_id, dedupe_key, body_hash) DO NOTHING");
