import { validate } from "uuid";
import { db } from "@/lib/db";
import type { Channel } from "@/lib/delivery/fold/status";

/** A recipient as stored, with what it is the recipient of. */
export type StoredNumber = {
  subject: { type: "message" | "verification"; id: string };
  /** The story it stands in: what tries are counted by. */
  storyId: string;
  hash: Uint8Array;
  hashKey: string;
  ciphertext: Uint8Array;
  cryptoId: string;
  country: string | null;
  channel: Channel;
};

export type NumberAnswer =
  | { ok: true; number: StoredNumber }
  | { ok: false; code: "not_found" }
  /** There is such a story or message, and it has no recipient (any more). */
  | { ok: false; code: "no_number" };

/** The recipient of a story or of a message, by our id of it; an id of anything else is not found. */
export async function findNumber(id: string): Promise<NumberAnswer> {
  if (!validate(id)) return { ok: false, code: "not_found" };
  const verification = await db().verification.findUnique({ where: { id } });
  if (!verification) return numberOfMessage(id);
  const own = asNumber({ type: "verification", id: verification.id }, verification.id, verification);
  return own ?? numberOfFirstMessage(verification.id);
}

async function numberOfMessage(id: string): Promise<NumberAnswer> {
  const message = await db().message.findUnique({ where: { id } });
  if (!message) return { ok: false, code: "not_found" };
  if (message.mergedInto) return numberOfMessage(message.mergedInto);
  const storyId = message.verificationId ?? message.id;
  return asNumber({ type: "message", id: message.id }, storyId, message) ?? { ok: false, code: "no_number" };
}

/** An attempt that the app told no number of shows its first message's. */
async function numberOfFirstMessage(verificationId: string): Promise<NumberAnswer> {
  const where = { verificationId, mergedInto: null, recipientHash: { not: null } };
  const message = await db().message.findFirst({ where, orderBy: { id: "asc" } });
  const found = message && asNumber({ type: "message", id: message.id }, verificationId, message);
  return found ?? { ok: false, code: "no_number" };
}

type Row = {
  recipientHash: Uint8Array | null;
  recipientHashKey: string | null;
  recipientCiphertext: Uint8Array | null;
  cryptoId: string;
  destinationCountry: string | null;
  channel?: string;
};

function asNumber(subject: StoredNumber["subject"], storyId: string, row: Row): NumberAnswer | null {
  const { recipientHash: hash, recipientHashKey: hashKey, recipientCiphertext: ciphertext, cryptoId } = row;
  if (!hash || !hashKey || !ciphertext) return null;
  const channel = (row.channel ?? "sms") as Channel;
  const number = { subject, storyId, hash, hashKey, ciphertext, cryptoId, country: row.destinationCountry, channel };
  return { ok: true, number };
}
