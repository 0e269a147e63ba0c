import { idRange } from "@/lib/ledger/sql/id-range";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { MessageFields } from "./input-fields";

/** The columns that only the app can tell, in the names of the table. */
export type AppColumns = {
  channel: string | null;
  use_case: string | null;
  campaign: string | null;
  template_key: string | null;
  sender_identity: string | null;
  route: string | null;
  user_ref: string | null;
  action_type: string | null;
  action_id: string | null;
  action_url: string | null;
  metadata: Record<string, string> | null;
  consent_source: string | null;
  consent_at: Date | null;
  verification_id: string | null;
  retry_of: string | null;
  sent_at: Date | null;
  provider_message_id: string | null;
  app_message_id: string | null;
};

/** Ids of ours that the app's own ids stand for. */
export type Links = { verificationId: string | null; retryOf: string | null };

export function appColumns(fields: MessageFields, links: Links): AppColumns {
  return {
    channel: fields.channel ?? null,
    use_case: fields.useCase ?? null,
    campaign: fields.campaign ?? null,
    template_key: fields.templateKey ?? null,
    sender_identity: fields.sender ?? null,
    route: fields.route ?? null,
    user_ref: fields.userRef ?? null,
    action_type: fields.action?.type ?? null,
    action_id: fields.action?.id ?? null,
    action_url: fields.action?.url ?? null,
    metadata: fields.metadata ?? null,
    consent_source: fields.consent?.source ?? null,
    consent_at: fields.consent?.at ?? null,
    verification_id: links.verificationId,
    retry_of: links.retryOf,
    sent_at: fields.sentAt ?? null,
    provider_message_id: fields.providerMessageId ?? null,
    app_message_id: fields.messageId ?? null,
  };
}

/** Writes what the app said over a locked row; what it did not say stays. */
export async function attachFields(tx: Transaction, id: string, columns: AppColumns, now: Date): Promise<void> {
  const metadata = columns.metadata && JSON.stringify(columns.metadata);
  const values = NAMES.map((name) => (name === "metadata" ? metadata : columns[name]));
  await tx.query({ name: "attach-fields", text: FIELDS, values: [id, now, ...values] });
}

/** Gives a locked row its recipient, in place of what a callback may have said of it. */
export async function attachRecipient(tx: Transaction, id: string, recipient: ProtectedRecipient): Promise<void> {
  const { hash, hashKey, ciphertext, masked, country, cryptoId } = recipient;
  const values = [id, hash, hashKey, ciphertext, masked, country, cryptoId];
  await tx.query({ name: "attach-recipient", text: RECIPIENT, values });
}

/** Marks a locked row as registered: from here on it counts in rates, and merges with no other registration. */
export async function markRegistered(tx: Transaction, id: string, hash: Buffer, at: Date): Promise<void> {
  await tx.query({ name: "mark-registered", text: MARK_REGISTERED, values: [id, hash, at] });
}

const NAMES = [
  ...(["channel", "use_case", "campaign", "template_key", "sender_identity", "route", "user_ref"] as const),
  ...(["action_type", "action_id", "action_url", "metadata", "consent_source", "consent_at"] as const),
  ...(["verification_id", "retry_of", "sent_at", "provider_message_id", "app_message_id"] as const),
] satisfies (keyof AppColumns)[];
const FIELDS = `UPDATE messages SET updated_at = greatest(updated_at, $2),
  ${NAMES.map((name, index) => `${name} = coalesce($${index + 3}, ${name})`).join(", ")} WHERE id = $1`;
const RECIPIENT = `UPDATE messages SET recipient_hash = $2, recipient_hash_key = $3, recipient_ciphertext = $4,
  recipient_masked = $5, destination_country = coalesce($6, destination_country), crypto_id = $7 WHERE id = $1`;
const MARK_REGISTERED =
  "UPDATE messages SET origin = 'registration', registration_hash = $2, registered_at = $3 WHERE id = $1";

/** What a message holds now of the fields that the app may give, and its sealed recipient. */
export type AppState = AppColumns & {
  id: string;
  recipient_hash: Buffer | null;
  recipient_ciphertext: Buffer | null;
  crypto_id: string;
};

export async function readAppState(tx: Transaction, ids: readonly string[]): Promise<Map<string, AppState>> {
  const { rows } = await tx.query<AppState>({ name: "read-app-state", text: READ, values: [ids, ...idRange(ids)] });
  return new Map(rows.map((row) => [row.id, row]));
}

const READ = `SELECT id, recipient_hash, recipient_ciphertext, crypto_id, ${NAMES.join(", ")}
  FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
