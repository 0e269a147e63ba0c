import { recipientsDiffer } from "@/lib/delivery/recipient/recipients-differ";
import { withRows } from "../sql/array-statement";
import { idRange } from "../sql/id-range";
import type { Transaction } from "../sql/transaction";
import { type LockedMessage, recipientOf } from "./lock-messages";
import { gatherPartIds } from "./part-ids";
import type { ReportedFacts } from "./reported-facts";

/** What receipts add to messages that are there. */
export type Filled = {
  /** The messages as they will be, by id. */
  messages: Map<string, LockedMessage>;
  fillings: Filling[];
  /** Those of which a receipt names another recipient than was known, where nothing did so before. */
  differing: Set<string>;
};

/** What receipts know and locked messages lack (carrier, price, recipient, a part…); never overwrites. */
export function fillMessages(
  locked: ReadonlyMap<string, LockedMessage>,
  reports: readonly { id: string; report: ReportedFacts }[],
): Filled {
  const messages = new Map(locked);
  const fillings = new Map<string, Filling>();
  const differing = new Set<string>();
  for (const { id, report } of reports) {
    const message = messages.get(id);
    if (!message || !brings(message, report)) continue;
    const now = filled(message, report);
    if (now.recipientsDiffer && !message.recipientsDiffer) differing.add(id);
    fillings.set(id, { ...fill(fillings.get(id) ?? { id }, report), ...gathered(now) });
    messages.set(id, now);
  }
  return { messages, fillings: [...fillings.values()], differing };
}

export async function writeFillings(tx: Transaction, fillings: readonly Filling[]): Promise<void> {
  if (fillings.length === 0) return;
  const rows = fillings.map(fillingRow);
  await tx.query(FILL.query(rows, ...idRange(rows.map(({ id }) => id))));
}

type Gathered = Pick<LockedMessage, "partIds" | "recipientsDiffer">;
type Filling = { id: string } & Partial<ReportedFacts & Gathered>;

function brings(message: LockedMessage, report: ReportedFacts): boolean {
  return (
    message.providerMessageId === null ||
    isNewPart(message, report) ||
    (message.carrierMccMnc === null && report.carrierMccMnc !== null) ||
    (message.carrierName === null && report.carrierName !== null) ||
    (message.parts === null && report.parts !== null) ||
    (message.price === null && report.price !== null) ||
    (message.recipientHash === null && report.recipient !== null) ||
    (message.verificationId === null && Boolean(report.verificationId)) ||
    (!message.recipientsDiffer && recipientsDiffer(recipientOf(message), report.recipient))
  );
}

function isNewPart({ providerMessageId, partIds }: LockedMessage, report: ReportedFacts): boolean {
  return providerMessageId !== report.providerMessageId && !partIds?.includes(report.providerMessageId);
}

function gathered({ partIds, recipientsDiffer }: LockedMessage): Gathered {
  return { partIds, recipientsDiffer };
}

function fill(filling: Filling, report: ReportedFacts): Filling {
  return {
    id: filling.id,
    providerMessageId: filling.providerMessageId ?? report.providerMessageId,
    carrierMccMnc: filling.carrierMccMnc ?? report.carrierMccMnc,
    carrierName: filling.carrierName ?? report.carrierName,
    parts: filling.parts ?? report.parts,
    price: filling.price ?? report.price,
    currency: filling.currency ?? report.currency,
    recipient: filling.recipient ?? report.recipient,
    verificationId: filling.verificationId ?? report.verificationId,
  };
}

function filled(message: LockedMessage, report: ReportedFacts): LockedMessage {
  return {
    ...message,
    providerMessageId: message.providerMessageId ?? report.providerMessageId,
    carrierMccMnc: message.carrierMccMnc ?? report.carrierMccMnc,
    carrierName: message.carrierName ?? report.carrierName,
    parts: message.parts ?? report.parts,
    price: message.price ?? report.price,
    verificationId: message.verificationId ?? report.verificationId ?? null,
    partIds: gatherPartIds([message.providerMessageId, ...(message.partIds ?? []), report.providerMessageId]),
    recipientsDiffer: message.recipientsDiffer || recipientsDiffer(recipientOf(message), report.recipient),
    ...(message.recipientHash === null && report.recipient && knownRecipient(report.recipient)),
  };
}

function knownRecipient({ hash, hashKey, masked, country }: NonNullable<ReportedFacts["recipient"]>) {
  return { recipientHash: hash, recipientHashKey: hashKey, recipientMasked: masked, destinationCountry: country };
}

function fillingRow({ id, recipient, ...rest }: Filling) {
  return {
    id,
    provider_message_id: rest.providerMessageId ?? null,
    carrier_mcc_mnc: rest.carrierMccMnc ?? null,
    carrier_name: rest.carrierName ?? null,
    parts: rest.parts ?? null,
    price: rest.price ?? null,
    currency: rest.currency ?? null,
    verification_id: rest.verificationId ?? null,
    recipient_hash: recipient?.hash ?? null,
    recipient_hash_key: recipient?.hashKey ?? null,
    recipient_ciphertext: recipient?.ciphertext ?? null,
    recipient_masked: recipient?.masked ?? null,
    destination_country: recipient?.country ?? null,
    crypto_id: recipient?.cryptoId ?? null,
    part_ids: rest.partIds ? JSON.stringify(rest.partIds) : null,
    recipients_differ: rest.recipientsDiffer ?? false,
  };
}

const KEPT = [
  "provider_message_id",
  "carrier_mcc_mnc",
  "carrier_name",
  "parts",
  "price",
  "currency",
  "verification_id",
];
const RECIPIENT = [
  ...["recipient_hash", "recipient_hash_key", "recipient_ciphertext", "recipient_masked", "destination_country"],
];

const FILL = withRows(
  "fill-messages",
  {
    id: "uuid",
    provider_message_id: "text",
    carrier_mcc_mnc: "text",
    carrier_name: "text",
    parts: "smallint",
    price: "numeric",
    currency: "text",
    verification_id: "uuid",
    recipient_hash: "bytea",
    recipient_hash_key: "text",
    recipient_ciphertext: "bytea",
    recipient_masked: "text",
    destination_country: "text",
    crypto_id: "uuid",
    part_ids: "jsonb",
    recipients_differ: "boolean",
  },
  `UPDATE messages m
      SET ${KEPT.map((name) => `${name} = coalesce(m.${name}, r.${name})`).join(", ")},
          ${RECIPIENT.map((name) => `${name} = CASE WHEN m.recipient_hash IS NULL THEN r.${name} ELSE m.${name} END`).join(", ")},
          part_ids = coalesce(r.part_ids, m.part_ids), recipients_differ = m.recipients_differ OR r.recipients_differ,
          crypto_id = CASE WHEN m.recipient_hash IS NULL AND r.crypto_id IS NOT NULL THEN r.crypto_id ELSE m.crypto_id END
     FROM $rows
    WHERE m.id = r.id AND m.id BETWEEN $more1 AND $more2`,
);
