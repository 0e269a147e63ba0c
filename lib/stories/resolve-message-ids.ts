import { validate } from "uuid";
import { db } from "@/lib/db";
import { keptRef } from "@/lib/ledger/messages/kept-ref";
import { appRef, providerRef } from "@/lib/ledger/messages/message-ref";
import { boundProvider } from "@/lib/providers/registry";
import { appIdOf } from "@/lib/registrations/ids-of-messages";
import { inEitherCase } from "./in-either-case";

export type NamedBy = "our_id" | "app_id" | "provider_id";

/** The messages that a text may name: by our id, by the app's (`app:…`, or bare), by any connection's provider id. */
export async function resolveMessageIds(text: string): Promise<{ id: string; by: NamedBy }[]> {
  const isApp = text.startsWith("app:");
  const [ours, connections] = await Promise.all([
    validate(text) ? db().message.findUnique({ where: { id: text.toLowerCase() } }) : null,
    isApp ? [] : db().providerConnection.findMany({ select: { id: true, provider: true, settings: true } }),
  ]);
  const app = appRef("").namespace;
  const namespaces = [app, ...connections.map(({ id }) => providerRef(id, "").namespace)];
  const [given, ...otherCases] = inEitherCase(appIdOf(text)).map(keptForms);
  const plain = plainForms(text, connections);
  const wanted = [given, ...otherCases, ...plain.values()].flatMap((forms) => forms ?? []);
  const refs = await db().messageRef.findMany({ where: { namespace: { in: namespaces }, ref: { in: wanted } } });
  const exact = refs.filter(({ namespace, ref }) => given?.includes(ref) || plain.get(namespace)?.includes(ref));
  const like = refs.filter(({ ref }) => otherCases.some((forms) => forms.includes(ref)));
  const named = (exact.length > 0 ? exact : like).map(({ messageId, namespace }) => ({
    id: messageId,
    by: namespace === app ? ("app_id" as const) : ("provider_id" as const),
  }));
  return ours ? [{ id: ours.mergedInto ?? ours.id, by: "our_id" }, ...named] : named;
}

/** Where a connection's ids have one spelling for several: the one of this text, by the namespace of the connection. */
function plainForms(
  text: string,
  connections: readonly { id: string; provider: string; settings: unknown }[],
): Map<string, string[]> {
  return new Map(
    connections.flatMap((connection) => {
      const plainId = boundProvider(connection)?.plainId;
      return plainId ? [[providerRef(connection.id, "").namespace, keptForms(plainId(text.trim()))] as const] : [];
    }),
  );
}

/** All forms in which a row may hold an id: the app's are kept as given, a provider's that may hold a number is hashed. */
export function keptForms(id: string): string[] {
  const { ref, formerly = [] } = keptRef(id);
  return [ref, ...formerly];
}
