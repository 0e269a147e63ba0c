import type { StoredRecipient } from "@/lib/delivery/recipient/recipients-differ";
import { type KeptRef, keptRef } from "./kept-ref";

/** One way in which a callback or the app names a message; unique across all messages. */
export type MessageRef = { namespace: string } & KeptRef;
/** Of an idempotency key: what the request was that it stands for. */
export type ClaimedRef = MessageRef & { requestHash?: Buffer };

export const providerRef = (connectionId: string, id: string): MessageRef => ({
  namespace: `provider:${connectionId}`,
  ...keptRef(id),
});
export const appRef = (ref: string): MessageRef => ({ namespace: "app", ref });
/** A client reference that the app sent along and the provider echoes. */
export const clientRef = (connectionId: string, id: string): MessageRef => ({
  namespace: `client:${connectionId}`,
  ...keptRef(id),
});
/** A request as a whole, by the key that the app gave it. */
export const requestRef = (apiKeyId: string, key: string): MessageRef => ({ namespace: `key:${apiKeyId}`, ref: key });
/** One item of such a request. */
export const requestItemRef = (apiKeyId: string, key: string, position: number): MessageRef => ({
  namespace: `item:${apiKeyId}`,
  ref: `${key}#${position}`,
});

/** Refs that name one and the same message, and the id that the message gets if none of them is known. */
export type Naming = { refs: readonly ClaimedRef[]; newId: string; recipient?: StoredRecipient | null };

export function isClientRef({ namespace }: MessageRef): boolean {
  return namespace.startsWith("client:");
}

export function isProviderRef({ namespace }: MessageRef): boolean {
  return namespace.startsWith("provider:");
}

/** What rows from before may hold in the place of a ref: where the ref itself is not found, they are. */
export function formerRefs({ namespace, formerly = [] }: MessageRef): MessageRef[] {
  return formerly.map((ref) => ({ namespace, ref }));
}

/** The key of a stored ref as it would be kept now. */
export function keptKey({ namespace, ref }: MessageRef): string {
  return refKey({ namespace, ref: ref.startsWith("hash:") ? ref : keptRef(ref).ref });
}

export function refKey({ namespace, ref }: MessageRef): string {
  return `${namespace}\u0000${ref}`;
}
