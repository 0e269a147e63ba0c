import { validate } from "uuid";
import { db } from "@/lib/db";
import { appRef, providerRef } from "@/lib/ledger/messages/message-ref";
import { appIdOf } from "@/lib/registrations/ids-of-messages";

export type NamedBy = "our_id" | "app_id" | "provider_id";

/** The messages that a text may name: by our id, by the app's (`app:…`, or bare), by any connection's provider id. */
export async function resolveMessageIds(text: string): Promise<{ id: string; by: NamedBy }[]> {
  const isApp = text.startsWith("app:");
  const [ours, connections] = await Promise.all([
    validate(text) ? db().message.findUnique({ where: { id: text.toLowerCase() } }) : null,
    isApp ? [] : db().providerConnection.findMany({ select: { id: true } }),
  ]);
  const app = appRef(appIdOf(text));
  const namespaces = [app.namespace, ...connections.map(({ id }) => providerRef(id, "").namespace)];
  const refs = await db().messageRef.findMany({ where: { namespace: { in: namespaces }, ref: app.ref } });
  const named = refs.map(({ messageId, namespace }) => ({
    id: messageId,
    by: namespace === app.namespace ? ("app_id" as const) : ("provider_id" as const),
  }));
  return ours ? [{ id: ours.mergedInto ?? ours.id, by: "our_id" }, ...named] : named;
}
