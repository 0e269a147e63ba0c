import { carriesNumber } from "@/lib/delivery/recipient/carries-number";
import { withoutNumber } from "@/lib/delivery/recipient/without-number";
import { idRange } from "../sql/id-range";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";

/**
 * Takes numbers out of everything that is stored in clear of locked messages and their events: for recipients that
 * become known after they were. `numbers` by message id. Returns which messages held one; their summaries and counts are
 * the caller's to settle.
 */
export async function hideNumbers(
  tx: Transaction,
  numbers: ReadonlyMap<string, readonly string[]>,
): Promise<Set<string>> {
  const ids = [...numbers.keys()];
  if (ids.length === 0) return new Set();
  const values = [ids, ...idRange(ids)];
  const [messages, events] = await together([
    tx.query<Row>({ name: "texts-of-messages", text: MESSAGES, values }),
    tx.query<Row & { dedupe_key: Buffer }>({ name: "texts-of-events", text: EVENTS, values }),
  ]);
  const touched = new Set<string>();
  for (const { id, ...row } of messages.rows) {
    const { set, values: changed } = changes(row, numbers.get(id) ?? []);
    if (set.length === 0) continue;
    touched.add(id);
    await tx.query(`UPDATE messages SET ${set.join(", ")} WHERE id = $1`, [id, ...changed]);
  }
  for (const { id, dedupe_key: key, ...row } of events.rows) {
    const { set, values: changed } = changes(row, numbers.get(id) ?? []);
    if (set.length === 0) continue;
    touched.add(id);
    const where = `message_id = $1 AND dedupe_key = $${changed.length + 2}`;
    await tx.query(`UPDATE message_events SET ${set.join(", ")} WHERE ${where}`, [id, ...changed, key]);
  }
  return touched;
}

type Value = string | string[] | Record<string, string> | null;
type Row = { id: string } & Record<string, Value>;

function changes(row: Record<string, unknown>, numbers: readonly string[]): { set: string[]; values: unknown[] } {
  const changed = Object.entries(row).filter(
    ([, value]) => value !== null && carriesNumber(typeof value === "string" ? value : JSON.stringify(value), numbers),
  );
  return {
    set: changed.map(([name], index) => `${name} = $${index + 2}`),
    values: changed.map(([name, value]) => hidden(name, value as Exclude<Value, null>, numbers)),
  };
}

const SENDERS: ReadonlySet<string> = new Set(["sender_identity", "told_sender", "sender"]);

/** A sender that is the recipient is none. */
function hidden(name: string, value: Exclude<Value, null>, numbers: readonly string[]): string | null {
  if (SENDERS.has(name)) return null;
  if (typeof value === "string") return withoutNumber(value, numbers);
  if (Array.isArray(value)) return JSON.stringify(value.map((text) => withoutNumber(text, numbers)));
  const entries = Object.entries(value).map((entry) => entry.map((text) => withoutNumber(text, numbers)));
  return JSON.stringify(Object.fromEntries(entries));
}

const MESSAGES = `
  SELECT id, provider_message_id, app_message_id, sender_identity, told_sender, part_ids, carrier_name, template_key,
         use_case, campaign, route, user_ref, action_type, action_id, action_url, metadata, consent_source, retry_of_ref
    FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
const EVENTS = `
  SELECT message_id AS id, dedupe_key, raw_status, error_code, raw_reason, provider_event_id, sender, provider_message_id
    FROM message_events WHERE message_id = ANY ($1::uuid[]) AND message_id BETWEEN $2 AND $3`;
