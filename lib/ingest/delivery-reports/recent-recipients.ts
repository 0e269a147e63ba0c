import { hash, randomBytes } from "node:crypto";
import type { Channel } from "@/lib/delivery/fold/status";
import { requireKeys } from "@/lib/env";
import { type ProtectedRecipient, protectRecipient, type ReadRecipient } from "@/lib/privacy/protect-recipient";
import { processWide } from "@/lib/runtime";

/** A recipient is forgotten after one to two of these, or sooner when so many others came meanwhile. */
const GENERATION_MS = 30_000;
const GENERATION_SIZE = 4_096;

/**
 * A receipt's recipient, read and protected. A message's receipts come seconds apart: the second is spared the
 * reading, hashing and sealing of the first. What is remembered holds no number, and stays in this process.
 */
export function readRecipient(raw: string, channel: Channel): ReadRecipient {
  const recent = recentRecipients();
  const key = hash("sha256", `${recent.pepper}${channel} ${raw}`, "base64");
  const recipient = recent.young.get(key) ?? recent.old.get(key);
  if (recipient) return { ok: true, recipient, normalised: asE164(raw) };
  const read = protectRecipient(raw, { channel });
  if (read.ok && read.normalised === asE164(raw)) remember(recent, key, read.recipient);
  return read;
}

/** As providers write nearly all numbers; others are read anew each time. */
function asE164(raw: string): string {
  return `+${raw.replace(/\D/g, "")}`;
}

type Generation = Map<string, ProtectedRecipient>;
type Recent = {
  young: Generation;
  old: Generation;
  timer: NodeJS.Timeout | null;
  pepper: string;
  /** What was protected under other keys is of no use. */
  keys: readonly unknown[];
};

function recentRecipients(): Recent {
  const keys = [requireKeys("PHONE_HASH_KEYS"), requireKeys("ENCRYPTION_KEYS")];
  const recent = processWide<Recent>("recent-recipients", () => empty(keys));
  if (recent.keys.some((key, index) => key !== keys[index])) Object.assign(recent, empty(keys));
  return recent;
}

function empty(keys: readonly unknown[]): Recent {
  return { young: new Map(), old: new Map(), timer: null, pepper: randomBytes(32).toString("base64"), keys };
}

function remember(recent: Recent, key: string, recipient: ProtectedRecipient): void {
  if (recent.young.size === GENERATION_SIZE) age(recent);
  recent.young.set(key, recipient);
  recent.timer ??= setTimeout(ageInTime, GENERATION_MS, recent).unref();
}

function age(recent: Recent): void {
  recent.old = recent.young;
  recent.young = new Map();
}

function ageInTime(recent: Recent): void {
  age(recent);
  recent.timer = recent.old.size > 0 ? setTimeout(ageInTime, GENERATION_MS, recent).unref() : null;
}
