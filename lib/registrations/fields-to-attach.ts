import { AppError } from "@/lib/errors";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { open } from "@/lib/privacy/seal";
import type { AppColumns, AppState } from "./attach-fields";
import { MAX_METADATA, type MessageFields } from "./input-fields";
import { findPlantedNumber } from "./personal/find-planted-number";

/** Only what is missing; a column that is null here stays as it is. */
export type ToAttach = { columns: AppColumns; recipient: ProtectedRecipient | null };

type Given = {
  fields: Pick<MessageFields, "providerMessageId">;
  bareIds?: Record<string, string>;
  columns: AppColumns;
  recipient: (ProtectedRecipient & { normalised: string }) | null;
};

/** What of the given fields a message still lacks, `current` being its states from before it is merged, its own first. */
export function fieldsToAttach(given: Given, current: readonly AppState[]): ToAttach | { error: AppError } {
  const planted = plantedNumber(given, current);
  if (Object.keys(planted).length > 0) {
    return { error: new AppError("invalid_input", "These fields cannot be attached.", { fields: planted }) };
  }
  const columns = { ...given.columns };
  const taken: Record<string, string> = {};
  for (const name of Object.keys(FIELD_OF) as (keyof AppColumns)[]) {
    const known = current.find((state) => state[name] !== null)?.[name] ?? null;
    if (name === "metadata" || known === null || columns[name] === null) continue;
    if (name === "provider_message_id" && isKnownPart(given, current)) columns[name] = null;
    else if (!same(known, columns[name])) taken[FIELD_OF[name]] = "has another value already";
  }
  const metadata = mergeMetadata(given.columns.metadata, current);
  if (metadata.clash) taken.metadata = "has another value already under a key";
  if (metadata.tooMany) taken.metadata = "would hold more than 20 entries";
  const known = current.find((state) => state.recipient_hash !== null);
  if (given.recipient && known && !isRecipientOf(given.recipient.normalised, known))
    taken.to = "has another value already";
  if (Object.keys(taken).length > 0) {
    return { error: new AppError("conflict", "Only missing fields can be attached.", { fields: taken }) };
  }
  return { columns: { ...columns, metadata: metadata.merged }, recipient: known ? null : given.recipient };
}

const FIELD_OF: Record<keyof AppColumns, string> = {
  channel: "channel",
  use_case: "useCase",
  campaign: "campaign",
  template_key: "templateKey",
  sender_identity: "sender",
  route: "route",
  user_ref: "userRef",
  action_type: "action",
  action_id: "action",
  action_url: "action",
  metadata: "metadata",
  consent_source: "consent",
  consent_at: "consent",
  verification_id: "verificationId",
  retry_of: "retryOf",
  retry_of_ref: "retryOf",
  sent_at: "sentAt",
  provider_message_id: "providerMessageId",
  app_message_id: "messageId",
};

/** The app names its parts, or one that is known already: the message keeps the id that it has for itself. */
function isKnownPart({ fields, columns }: Given, current: readonly AppState[]): boolean {
  const known = current.flatMap(({ part_ids }) => part_ids ?? []);
  return fields.providerMessageId === undefined || known.includes(columns.provider_message_id ?? "");
}

/** The number is opened to compare with, in memory only. */
function plantedNumber(
  { fields, recipient, bareIds = {} }: Given,
  current: readonly AppState[],
): Record<string, string> {
  const numbers = current.flatMap(({ recipient_ciphertext, crypto_id }) =>
    recipient_ciphertext ? [open(recipient_ciphertext, "recipient", crypto_id).toString("utf8")] : [],
  );
  if (recipient) numbers.push(recipient.normalised);
  return { ...(numbers.length === 0 && bareIds), ...findPlantedNumber(fields, numbers) };
}

function mergeMetadata(given: AppColumns["metadata"], current: readonly AppState[]) {
  if (!given) return { merged: null, clash: false, tooMany: false };
  const known = Object.assign({}, ...current.map(({ metadata }) => metadata ?? {}).reverse()) as Record<string, string>;
  const clash = Object.entries(given).some(([key, value]) => Object.hasOwn(known, key) && known[key] !== value);
  const merged = { ...known, ...given };
  return { merged, clash, tooMany: Object.keys(merged).length > MAX_METADATA };
}

function same(known: unknown, given: unknown): boolean {
  if (known instanceof Date && given instanceof Date) return known.getTime() === given.getTime();
  return known === given;
}

function isRecipientOf(normalised: string, { recipient_hash }: AppState): boolean {
  return hashRecipientAllKeys(normalised).some(({ hash }) => recipient_hash !== null && hash.equals(recipient_hash));
}
