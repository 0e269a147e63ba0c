import { carriesNumber } from "@/lib/delivery/recipient/carries-number";
import { withoutNumber } from "@/lib/delivery/recipient/without-number";
import { hashSpelling } from "@/lib/privacy/hash-recipient";
import type { Transaction } from "../sql/transaction";

/** Takes a number out of what is stored of a locked attempt, where its recipient becomes known after its first events. */
export async function hideNumberOfAttempt(tx: Transaction, id: string, number: string): Promise<void> {
  const attempt = await tx.query<{ user_ref: string | null }>("SELECT user_ref FROM verifications WHERE id = $1", [id]);
  const userRef = attempt.rows[0]?.user_ref;
  if (userRef && carriesNumber(userRef, [number])) {
    await tx.query("UPDATE verifications SET user_ref = $2 WHERE id = $1", [id, withoutNumber(userRef, [number])]);
  }
  const events = await tx.query<{ event_id: string; message_ref: string | null }>(EVENTS, [id]);
  for (const { event_id: eventId, message_ref: messageRef } of events.rows) {
    if (!carriesNumber(`${eventId} ~ ${messageRef}`, [number])) continue;
    await tx.query(HIDE, [id, eventId, safeId(eventId, number), messageRef && withoutNumber(messageRef, [number])]);
  }
}

/** Ids of one attempt stay apart. */
function safeId(eventId: string, number: string): string {
  return carriesNumber(eventId, [number]) ? `hash:${hashSpelling(eventId).hash.toString("base64url")}` : eventId;
}

const EVENTS = "SELECT event_id, message_ref FROM verification_events WHERE verification_id = $1 AND NOT inferred";
const HIDE =
  "UPDATE verification_events SET event_id = $3, message_ref = $4 WHERE verification_id = $1 AND event_id = $2";
