import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { readPool } from "@/lib/db";
import { CHANNELS, DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { VERIFICATION_STATES, type VerificationState } from "@/lib/delivery/fold/verification-event";
import { newId } from "@/lib/ids";

/** A message as it lies in its table, in what the list can be narrowed by. */
export type ListedRow = {
  id: string;
  connectionId: string;
  createdAt: Date;
  registeredAt: Date | null;
  sentAt: Date | null;
  firstEventAt: Date | null;
  deliveredAt: Date | null;
  country: string | null;
  template: string | null;
  sender: string | null;
  useCase: string | null;
  channel: string;
  status: string;
  isFinal: boolean;
  conflicting: boolean;
  category: string | null;
  isMerged: boolean;
  verification: { id: string; state: VerificationState } | null;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Rows of any kind over the last 40 days, of the connections given. */
export function arbitraryRows(
  connections: readonly string[],
  now: Date,
  size: { minLength: number; maxLength: number },
) {
  const shift = (from: number, to: number) => fc.option(fc.integer({ min: from, max: to }), { nil: null });
  const row = fc.record({
    connectionId: fc.constantFrom(...connections),
    age: fc.oneof(fc.integer({ min: 0, max: DAY_MS }), fc.integer({ min: 0, max: 40 * DAY_MS })),
    isRegistered: fc.boolean(),
    sent: shift(-30 * DAY_MS, 5 * MINUTE_MS),
    event: shift(-5 * MINUTE_MS, DAY_MS),
    delivered: shift(0, DAY_MS),
    country: fc.constantFrom(null, "BR", "IN", "GB"),
    template: fc.constantFrom(null, "login_otp", "~odd, one"),
    sender: fc.constantFrom(null, "ACME", "28908"),
    useCase: fc.constantFrom(null, "login", "payment"),
    channel: fc.constantFrom(...CHANNELS.slice(0, 3)),
    status: fc.constantFrom(...DELIVERY_STATUSES),
    isFinal: fc.boolean(),
    conflicting: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    category: fc.constantFrom(null, ...FAILURE_CATEGORIES.slice(0, 3)),
    isMerged: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    state: fc.option(fc.constantFrom(...VERIFICATION_STATES), { nil: null }),
  });
  return fc.array(
    row.map(({ age, isRegistered, sent, event, delivered, state, ...rest }): ListedRow => {
      const createdAt = new Date(now.getTime() - age);
      const apart = (ms: number | null) => (ms === null ? null : new Date(createdAt.getTime() + ms));
      return {
        ...rest,
        id: newId(createdAt),
        createdAt,
        registeredAt: isRegistered ? createdAt : null,
        sentAt: apart(sent),
        firstEventAt: apart(event),
        deliveredAt: rest.status === "delivered" ? apart(delivered) : null,
        verification: state && { id: randomUUID(), state },
      };
    }),
    size,
  );
}

export async function insertListedRows(rows: readonly ListedRow[]): Promise<void> {
  const column = <T>(pick: (row: ListedRow) => T) => rows.map(pick);
  await readPool().query(INSERT_VERIFICATIONS, [
    rows.flatMap(({ verification }) => (verification ? [verification.id] : [])),
    rows.flatMap(({ verification }) => (verification ? [verification.state] : [])),
  ]);
  await readPool().query(INSERT_MESSAGES, [
    column(({ id }) => id),
    column(({ connectionId }) => connectionId),
    column(({ createdAt }) => createdAt),
    column(({ registeredAt }) => registeredAt),
    column(({ sentAt }) => sentAt),
    column(({ firstEventAt }) => firstEventAt),
    column(({ country }) => country),
    column(({ template }) => template),
    column(({ sender }) => sender),
    column(({ useCase }) => useCase),
    column(({ channel }) => channel),
    column(({ status }) => status),
    column(({ isFinal }) => isFinal),
    column(({ conflicting }) => conflicting),
    column(({ category }) => category),
    column(({ isMerged, id }) => (isMerged ? id : null)),
    column(({ verification }) => verification?.id ?? null),
    column(({ deliveredAt }) => deliveredAt),
  ]);
}

const INSERT_VERIFICATIONS = `
  INSERT INTO verifications (id, external_id, crypto_id, state, created_at, updated_at)
  SELECT id, id::text, id, state, now(), now() FROM unnest($1::uuid[], $2::text[]) AS r (id, state)`;

const INSERT_MESSAGES = `
  INSERT INTO messages (id, connection_id, created_at, registered_at, sent_at, first_event_at, destination_country,
         template_key, sender_identity, use_case, channel, status, is_final, conflicting, failure_category, merged_into,
         verification_id, delivered_at, provider, origin, crypto_id, updated_at)
  SELECT id, connection_id, created_at, registered_at, sent_at, first_event_at, country, template, sender, use_case,
         channel, status, is_final, conflicting, category, merged_into, verification_id, delivered_at, 'twilio',
         CASE WHEN registered_at IS NULL THEN 'callback' ELSE 'registration' END, id, created_at
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
                $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[],
                $14::boolean[], $15::text[], $16::uuid[], $17::uuid[], $18::timestamptz[])
      AS r (id, connection_id, created_at, registered_at, sent_at, first_event_at, country, template, sender, use_case,
            channel, status, is_final, conflicting, category, merged_into, verification_id, delivered_at)`;

/** The time that the list goes by: the plain words of `messages.counted_at`. */
export function countedAt({ sentAt, registeredAt, firstEventAt, createdAt }: ListedRow): Date {
  if (sentAt) return sentAt;
  if (registeredAt || !firstEventAt) return createdAt;
  return firstEventAt < createdAt ? firstEventAt : createdAt;
}
