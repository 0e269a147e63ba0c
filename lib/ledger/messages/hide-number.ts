import { carriesNumber } from "@/lib/delivery/recipient/carries-number";
import { withoutNumber } from "@/lib/delivery/recipient/without-number";
import type { Transaction } from "../sql/transaction";

/**
 * Takes a number out of everything that is stored in clear of a locked message and its events: for a recipient that
 * becomes known after they were. Its summary and counts are the caller's to settle.
 */
export async function hideNumber(tx: Transaction, id: string, number: string): Promise<void> {
  const [messages, events] = [await tx.query<Texts>(MESSAGE, [id]), await tx.query<EventTexts>(EVENTS, [id])];
  for (const row of messages.rows) {
    const { set, values } = changes(row, number);
    if (set.length > 0) await tx.query(`UPDATE messages SET ${set.join(", ")} WHERE id = $1`, [id, ...values]);
  }
  for (const { dedupe_key, ...row } of events.rows) {
    const { set, values } = changes(row, number);
    if (set.length === 0) continue;
    const where = `message_id = $1 AND dedupe_key = $${values.length + 2}`;
    await tx.query(`UPDATE message_events SET ${set.join(", ")} WHERE ${where}`, [id, ...values, dedupe_key]);
  }
}

type Texts = Record<string, string | Record<string, string> | null>;
type EventTexts = { dedupe_key: Buffer } & Record<string, string | null>;

function changes(row: Texts, number: string): { set: string[]; values: unknown[] } {
  const changed = Object.entries(row).flatMap(([name, value]) => {
    if (value === null || !carriesNumber(typeof value === "string" ? value : JSON.stringify(value), [number]))
      return [];
    return [{ name, value: hidden(name, value, number) }];
  });
  return {
    set: changed.map(({ name }, index) => `${name} = $${index + 2}`),
    values: changed.map(({ value }) => value),
  };
}

/** A sender that is the recipient is none. */
function hidden(name: string, value: string | Record<string, string>, number: string): string | null {
  if (name === "sender_identity") return null;
  if (typeof value === "string") return withoutNumber(value, [number]);
  const entries = Object.entries(value).map((entry) => entry.map((text) => withoutNumber(text, [number])));
  return JSON.stringify(Object.fromEntries(entries));
}

const MESSAGE = `
  SELECT provider_message_id, app_message_id, sender_identity, carrier_name, template_key, use_case, campaign, route,
         user_ref, action_type, action_id, action_url, metadata, consent_source FROM messages WHERE id = $1`;
const EVENTS = `
  SELECT dedupe_key, raw_status, error_code, raw_reason, provider_event_id FROM message_events WHERE message_id = $1`;
