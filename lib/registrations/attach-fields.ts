import { LOCKED_COLUMNS, type LockedMessage } from "@/lib/ledger/messages/lock-messages";
import { withRows } from "@/lib/ledger/sql/array-statement";
import type { SqlType } from "@/lib/ledger/sql/encode-array";
import { idRange } from "@/lib/ledger/sql/id-range";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { appIdOf } from "./ids-of-messages";
import { type MessageFields, providerIdsOf } from "./input-fields";

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
  /** The app's id of the message that it repeats, while that one is not known. */
  retry_of_ref: string | null;
  sent_at: Date | null;
  provider_message_id: string | null;
  app_message_id: string | null;
};

/** Ids of ours that the app's own ids stand for. */
export type Links = { verificationId: string | null; retryOf: RetryOf };
/** The message that another one repeats: by our id, or by the app's while it is not known. */
export type RetryOf = { id: string } | { ref: string } | null;

/** Of a message that is still to come, the app's own id is kept. */
export function retryOfNamed(name: string, idsByName: ReadonlyMap<string, string>): RetryOf {
  const id = idsByName.get(name);
  return id === undefined ? { ref: appIdOf(name) } : { id };
}

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
    retry_of: links.retryOf && "id" in links.retryOf ? links.retryOf.id : null,
    retry_of_ref: links.retryOf && "ref" in links.retryOf ? links.retryOf.ref : null,
    sent_at: fields.sentAt ?? null,
    provider_message_id: providerIdsOf(fields)[0] ?? null,
    app_message_id: fields.messageId ?? null,
  };
}

/** What is written over one locked row; what is null or false in it stays as it is. */
export type Attached = {
  id: string;
  columns: AppColumns;
  /** In place of what a callback may have said of it. */
  recipient: ProtectedRecipient | null;
  recipientsDiffer: boolean;
  partIds: string[] | null;
  /** From here on it counts in rates, and merges with no other registration. */
  registered: { hash: Buffer; at: Date } | null;
};

/** Writes what the app said over locked rows, all in one statement, and returns them as they are then, by id. */
export async function attachFields(
  tx: Transaction,
  attached: readonly Attached[],
  now: Date,
): Promise<Map<string, LockedMessage>> {
  if (attached.length === 0) return new Map();
  const rows = attached.map(attachedRow);
  const written = await tx.query<LockedMessage>(ATTACH.query(rows, ...idRange(rows.map(({ id }) => id)), now));
  return new Map(written.rows.map((row) => [row.id, row]));
}

function attachedRow({ id, columns, recipient, recipientsDiffer, partIds, registered }: Attached) {
  return {
    id,
    ...columns,
    metadata: columns.metadata && JSON.stringify(columns.metadata),
    recipient_hash: recipient?.hash ?? null,
    recipient_hash_key: recipient?.hashKey ?? null,
    recipient_ciphertext: recipient?.ciphertext ?? null,
    recipient_masked: recipient?.masked ?? null,
    destination_country: recipient?.country ?? null,
    crypto_id: recipient?.cryptoId ?? null,
    recipients_differ: recipientsDiffer,
    part_ids: partIds && JSON.stringify(partIds),
    registration_hash: registered?.hash ?? null,
    registered_at: registered?.at ?? null,
  };
}

const APP_COLUMNS = {
  channel: "text",
  use_case: "text",
  campaign: "text",
  template_key: "text",
  sender_identity: "text",
  route: "text",
  user_ref: "text",
  action_type: "text",
  action_id: "text",
  action_url: "text",
  metadata: "jsonb",
  consent_source: "text",
  consent_at: "timestamptz",
  verification_id: "uuid",
  retry_of: "uuid",
  retry_of_ref: "text",
  sent_at: "timestamptz",
  provider_message_id: "text",
  app_message_id: "text",
} as const satisfies Record<keyof AppColumns, SqlType>;
const NAMES = Object.keys(APP_COLUMNS) as (keyof AppColumns)[];
/** Travel together: the ciphertext is bound to its crypto id. */
const RECIPIENT_COLUMNS = {
  recipient_hash: "bytea",
  recipient_hash_key: "text",
  recipient_ciphertext: "bytea",
  recipient_masked: "text",
  destination_country: "text",
  crypto_id: "uuid",
} as const;
const KEPT = [...NAMES, "part_ids", "registration_hash", "registered_at"];

const ATTACH = withRows(
  "attach-fields",
  {
    id: "uuid",
    ...APP_COLUMNS,
    ...RECIPIENT_COLUMNS,
    recipients_differ: "boolean",
    part_ids: "jsonb",
    registration_hash: "bytea",
    registered_at: "timestamptz",
  },
  `UPDATE messages m
      SET ${KEPT.map((name) => `${name} = coalesce(r.${name}, m.${name})`).join(", ")},
          ${Object.keys(RECIPIENT_COLUMNS)
            .map((name) => `${name} = CASE WHEN r.recipient_hash IS NULL THEN m.${name} ELSE r.${name} END`)
            .join(", ")},
          told_channel = coalesce(r.channel, m.told_channel), told_sender = coalesce(r.sender_identity, m.told_sender),
          recipients_differ = m.recipients_differ OR r.recipients_differ,
          origin = CASE WHEN r.registered_at IS NULL THEN m.origin ELSE 'registration' END,
          updated_at = greatest(m.updated_at, $more3)
     FROM $rows
    WHERE m.id = r.id AND m.id BETWEEN $more1 AND $more2
   RETURNING ${LOCKED_COLUMNS}`,
);

/** What a message holds now of the fields that the app may give, and its sealed recipient. */
export type AppState = AppColumns & {
  id: string;
  part_ids: string[] | null;
  recipient_hash: Buffer | null;
  recipient_ciphertext: Buffer | null;
  crypto_id: string;
};

export async function readAppState(tx: Transaction, ids: readonly string[]): Promise<Map<string, AppState>> {
  const { rows } = await tx.query<AppState>({ name: "read-app-state", text: READ, values: [ids, ...idRange(ids)] });
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the app said of channel, sender and attempt, where it did: callbacks may have said otherwise. */
const SAID: Partial<Record<keyof AppColumns, string>> = {
  verification_id: `(SELECT v.id FROM verifications v WHERE v.id = messages.verification_id
                        AND v.external_id IS NOT NULL) AS verification_id`,
  channel: "coalesce(told_channel, channel) AS channel",
  sender_identity: "coalesce(told_sender, sender_identity) AS sender_identity",
};
const READ = `SELECT id, part_ids, recipient_hash, recipient_ciphertext, crypto_id,
  ${NAMES.map((name) => SAID[name] ?? name).join(", ")}
  FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
