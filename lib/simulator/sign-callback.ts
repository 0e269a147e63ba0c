import type { ExampleCallback, WebhookRequest } from "@/lib/providers/provider";
import type { Account } from "./account";
import { seededRandom } from "./random";
import type { Callback, Report, Script } from "./script";

/** A callback of a script as the provider would send it: in its real shape, signed with the account's secrets. */
export function signCallback(
  callback: Callback,
  script: Script,
  account: Account,
  timeOf: (atMs: number) => Date,
): WebhookRequest {
  const { content, signature } = callback;
  const at = timeOf(callback.madeAtMs);
  const example: ExampleCallback =
    content.kind === "raw"
      ? { kind: "raw", url: account.url, at, contentType: content.contentType, body: Buffer.from(content.body) }
      : {
          ...report(content, callback, script),
          url: account.url,
          at,
          providerOccurredAt: timeOf(content.occurredAtMs),
        };
  return account.provider.sign(example, signature === "own" ? account.secrets : forgedSecrets(account));
}

function report(content: Report, { route }: Callback, script: Script) {
  const message = script.messages[content.message];
  if (!message) throw new Error("a report of a message that the script does not have");
  const { message: _, occurredAtMs: __, eventId, ...said } = content;
  return {
    ...said,
    providerMessageId: message.providerMessageId,
    providerEventId: eventId,
    recipient: message.recipient,
    sender: route.sender,
    carrier: route.carrier,
  };
}

/** Secrets of the right form, and not this account's. */
function forgedSecrets(account: Account): Record<string, string> {
  const forged = account.provider.demo.secrets(seededRandom(`forged:${account.key}`).hex);
  return { ...account.secrets, ...forged };
}
