import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { appRef, type MessageRef, refKey } from "@/lib/ledger/messages/message-ref";
import type { NamedAttempt } from "@/lib/ledger/verifications/verification-refs";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { RetryOf } from "./attach-fields";
import { attemptClash } from "./attempts/attempt-clash";
import type { Glimpse } from "./glimpse-messages";
import { appIdOf } from "./ids-of-messages";
import { providerIdsOf } from "./input-fields";
import type { NamedRef, Registration } from "./registration";

export type Decision =
  | { kind: "create"; id: string; registration: Planned }
  /** The callback-born message `id` is the one; `also` turn out to be the same. */
  | { kind: "complete"; id: string; also: string[]; registration: Planned }
  | { kind: "repeat"; id: string; refs: readonly MessageRef[] }
  | { kind: "refuse"; error: AppError };

/** A registration whose `retryOf` is read. */
export type Planned = Registration & { retryOf: RetryOf };

/**
 * Pure: decides one registration after the other, each seeing what those before it did. `known` holds what is
 * stored, and grows as the plan does.
 */
export function planRegistrations(registrations: readonly Registration[], known: Known, now: Date): Decision[] {
  return registrations.map((registration) => {
    const refs = registration.refs.filter((named) => !named.isHint || isTrueHint(named, registration, known));
    const decision = decide({ ...registration, refs }, known, now);
    if (decision.kind === "create" || decision.kind === "complete") note(decision, known, now);
    return decision;
  });
}

export type Known = {
  idByRef: Map<string, string>;
  glimpses: Map<string, Glimpse>;
  /** Our ids of the messages that `retryOf` names. */
  retries: ReadonlyMap<string, string>;
  /** The attempts that verification services name, by `refKey`. */
  attempts: ReadonlyMap<string, NamedAttempt>;
};

function decide(said: Registration, known: Known, now: Date): Decision {
  const { idByRef, glimpses } = known;
  const [first, ...also] = distinctIds(said, idByRef);
  const registered = [first, ...also].flatMap((id) => {
    const message = id === undefined ? undefined : glimpses.get(id);
    return message?.registeredAt ? [message] : [];
  });
  const [only] = registered;
  if (only && registered.length === 1 && only.registrationHash?.equals(said.hash))
    return { kind: "repeat", id: only.id, refs: refsTo(only.id, said, idByRef) };

  const clash = clashes(said, known);
  if (Object.keys(clash).length > 0) {
    return refuse(new AppError("conflict", "Another message or attempt is known by these ids.", { fields: clash }));
  }
  const registration = { ...said, retryOf: retryOf(said, known) };
  if (first === undefined) return { kind: "create", id: newId(now), registration };
  return { kind: "complete", id: first, also, registration };
}

function refsTo(id: string, { refs }: Registration, idByRef: ReadonlyMap<string, string>): MessageRef[] {
  return refs.map(({ ref }) => ref).filter((ref) => idByRef.get(refKey(ref)) === id);
}

function refuse(error: AppError): Decision {
  return { kind: "refuse", error };
}

/** Our id of the message that is repeated, also of one earlier in the same list; of one still to come, the app's own. */
function retryOf({ fields }: Registration, { retries, idByRef }: Known): RetryOf {
  if (fields.retryOf === undefined) return null;
  const ref = appIdOf(fields.retryOf);
  const id = retries.get(fields.retryOf) ?? idByRef.get(refKey(appRef(ref)));
  return id === undefined ? { ref } : { id };
}

function distinctIds(registration: Registration, idByRef: ReadonlyMap<string, string>): string[] {
  return [...new Set(registration.refs.flatMap(({ ref }) => idByRef.get(refKey(ref)) ?? []))].sort();
}

/** The fields whose ids stand for a message that this one cannot be. */
function clashes(registration: Registration, known: Known): Record<string, string> {
  const clash: Record<string, string> = {};
  for (const named of registration.refs) {
    const reason = clashOf(named, registration, known);
    if (reason) clash[named.field] = reason;
  }
  const { attemptRef, fields } = registration;
  const attempt = attemptRef ? known.attempts.get(refKey(attemptRef)) : undefined;
  const reason = attemptClash(attempt, fields.verificationId ?? "");
  if (reason) clash.providerVerificationId = reason;
  return clash;
}

function clashOf({ ref }: NamedRef, { fields, connection }: Registration, { idByRef, glimpses }: Known): string | null {
  const id = idByRef.get(refKey(ref));
  if (id === undefined) return null;
  const message = glimpses.get(id);
  if (!message) return "belongs to a message whose data are no longer kept";
  if (message.registeredAt) return "was registered before with a different body";
  if (message.connectionId !== connection.id) return "belongs to a message of another connection";
  const ids = providerIdsOf(fields);
  if (message.providerMessageId !== null && ids.length > 0 && !ids.includes(message.providerMessageId))
    return "belongs to a message with another provider id";
  if (differs(message.appMessageId, fields.messageId)) return "belongs to a message with another id of yours";
  return null;
}

/** What a provider echoes may be a label that many messages share: it counts only where nothing speaks against it. */
function isTrueHint(named: NamedRef, registration: Registration, known: Known): boolean {
  const message = known.glimpses.get(known.idByRef.get(refKey(named.ref)) ?? "");
  if (clashOf(named, registration, known) !== null) return false;
  return !message || !isOfAnother(message, registration.recipient);
}

type Hashes = Pick<ProtectedRecipient, "hash" | "hashKey"> & Partial<Pick<ProtectedRecipient, "spellingHash">>;

/**
 * Hashes under different keys cannot be compared, and so speak neither for nor against. A row that is not yet hashed
 * anew bears the hash of its spelling.
 */
export function isOfAnother({ recipientHash, recipientHashKey }: Glimpse, recipient: Hashes | null): boolean {
  if (!recipientHash || recipientHashKey !== recipient?.hashKey) return false;
  const { hash, spellingHash = hash } = recipient;
  return !recipientHash.equals(hash) && !recipientHash.equals(spellingHash);
}

function differs(known: string | null, said: string | undefined): boolean {
  return known !== null && said !== undefined && known !== said;
}

function note(decision: Extract<Decision, { kind: "create" | "complete" }>, known: Known, now: Date): void {
  const { idByRef, glimpses } = known;
  const { id, registration } = decision;
  const also = new Set(decision.kind === "complete" ? decision.also : []);
  for (const [key, target] of idByRef) if (also.has(target)) idByRef.set(key, id);
  for (const { ref } of registration.refs) idByRef.set(refKey(ref), id);
  glimpses.set(id, {
    id,
    connectionId: registration.connection.id,
    providerMessageId: glimpses.get(id)?.providerMessageId ?? providerIdsOf(registration.fields)[0] ?? null,
    appMessageId: registration.fields.messageId ?? glimpses.get(id)?.appMessageId ?? null,
    registeredAt: now,
    registrationHash: registration.hash,
    recipientHash: registration.recipient.hash,
    recipientHashKey: registration.recipient.hashKey,
    unnamedAttempt: glimpses.get(id)?.unnamedAttempt ?? null,
  });
}
