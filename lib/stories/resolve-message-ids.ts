import { validate } from "uuid";
import { db } from "@/lib/db";
import { keptRef } from "@/lib/ledger/messages/kept-ref";
import { appRef, providerRef } from "@/lib/ledger/messages/message-ref";
import { appIdOf } from "@/lib/registrations/ids-of-messages";
import { inEitherCase } from "./in-either-case";

export type NamedBy = "our_id" | "app_id" | "provider_id";

/** The messages that a text may name: by our id, by the app's (`app:…`, or bare), by any connection's provider id. */
export async function resolveMessageIds(text: string): Promise<{ id: string; by: NamedBy }[]> {
  const isApp = text.startsWith("app:");
  const [ours, connections] = await Promise.all([
    validate(text) ? db().message.findUnique({ where: { id: text.toLowerCase() } }) : null,
    isApp ? [] : db().providerConnection.findMany({ select: { id: true } }),
  ]);
  const app = appRef("").namespace;
  const namespaces = [app, ...connections.map(({ id }) => providerRef(id, "").namespace)];
  const [given, ...otherCases] = inEitherCase(appIdOf(text)).map(keptForms);
  const wanted = [given, ...otherCases].flatMap((forms) => forms ?? []);
  const refs = await db().messageRef.findMany({ where: { namespace: { in: namespaces }, ref: { in: wanted } } });
  const exact = refs.filter(({ ref }) => given?.includes(ref));
  const named = (exact.length > 0 ? exact : refs).map(({ messageId, namespace }) => ({
    id: messageId,
    by: namespace === app ? ("app_id" as const) : ("provider_id" as const),
  }));
  return ours ? [{ id: ours.mergedInto ?? ours.id, by: "our_id" }, ...named] : named;
}

/** All forms in which a row may hold an id: the app's are kept as given, a provider's that may hold a number is hashed. */
export function keptForms(id: string): string[] {
  const { ref, formerly = [] } = keptRef(id);
  return [ref, ...formerly];
}
