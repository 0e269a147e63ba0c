import { createCipheriv, createDecipheriv } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { randomBytes } from "@/lib/random-bytes";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed value is for; part of what the seal is bound to. */
export type SealPurpose = "recipient" | "payload" | "secret" | "audit" | "session";

/**
 * AES-256-GCM under the active key, bound to `purpose` and `cryptoId` (a copy beside another id does not open).
 * Layout: length of key id (1) · key id · iv (12) · tag (16) · ciphertext.
 */
export function seal(plain: Buffer, purpose: SealPurpose, cryptoId: string): Buffer {
  const [active] = requireKeys("ENCRYPTION_KEYS");
  if (!active) throw new AppError("misconfigured", "ENCRYPTION_KEYS is empty.");
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", active.key, iv);
  cipher.setAAD(boundTo(purpose, cryptoId));
  const body = cipher.update(plain);
  cipher.final();
  const idEnd = 1 + active.id.length;
  const sealed = Buffer.allocUnsafe(idEnd + IV_BYTES + TAG_BYTES + body.length);
  sealed[0] = sealed.write(active.id, 1, "ascii");
  sealed.set(iv, idEnd);
  sealed.set(cipher.getAuthTag(), idEnd + IV_BYTES);
  sealed.set(body, idEnd + IV_BYTES + TAG_BYTES);
  return sealed;
}

/** Opens what `seal` made; throws when the key is unknown, the purpose or id differs, or a bit was changed. */
export function open(sealed: Uint8Array, purpose: SealPurpose, cryptoId: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const keyId = keyIdOf(bytes);
  const idEnd = 1 + keyId.length;
  const key = requireKeys("ENCRYPTION_KEYS").find(({ id }) => id === keyId)?.key;
  if (!key) throw new AppError("misconfigured", "A stored value was sealed with a key that ENCRYPTION_KEYS lacks.");
  const ivEnd = idEnd + IV_BYTES;
  const tagEnd = ivEnd + TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(idEnd, ivEnd), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(purpose, cryptoId));
  decipher.setAuthTag(bytes.subarray(ivEnd, tagEnd));
  return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]);
}

/** The id of the key that a value was sealed with. */
export function keyIdOf(sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  return bytes.toString("ascii", 1, 1 + (bytes[0] ?? 0));
}

function boundTo(purpose: SealPurpose, cryptoId: string): Buffer {
  return Buffer.from(`${purpose}:${cryptoId}`, "utf8");
}
