import { webhookUrl } from "@/lib/connections/webhook-url";
import { AppError } from "@/lib/errors";
import { type Connection, findConnection, rereadConnections } from "@/lib/ingest/connections";
import type { Provider } from "@/lib/providers/provider";
import type { Place } from "./places";
import type { Route } from "./script";

/** A connection as the provider's side of it: with the secrets to sign by. In memory only. */
export type Account = {
  key: string;
  provider: Provider;
  secrets: Record<string, string>;
  /** The URL that the provider calls and signs. */
  url: string;
  saysFinal: boolean;
  signsAnyBytes: boolean;
};

/** Opens a connection for the simulator; refuses one that is not there, takes no callbacks, or cannot be signed for. */
export async function openAccount(key: string): Promise<Account> {
  // It may have been added a moment ago; and unlike a callback the simulator has the time to wait for a slow answer.
  await rereadConnections();
  const connection = await findConnection(key);
  if (!connection?.isActive) throw new AppError("not_found", "There is no active connection with this key.");
  const { adapter } = connection;
  const secrets = secretsOf(connection);
  if (adapter.methods.length === 0) throw new AppError("conflict", `${adapter.name} ${SENDS_NONE}`);
  if (adapter.canSign?.(secrets) === false) throw new AppError("conflict", CANNOT_SIGN);
  const url = webhookUrl({ provider: adapter.id, key });
  const talents = { saysFinal: saysFinal(adapter, secrets), signsAnyBytes: signsAnyBytes(adapter, secrets) };
  return { key, provider: adapter, secrets, url, ...talents };
}

/** Whether callbacks over a connection can be signed here: where it holds a public key, only the provider can. */
export async function canSignFor(key: string): Promise<boolean> {
  await rereadConnections();
  const connection = await findConnection(key);
  return connection !== null && connection.adapter.canSign?.(secretsOf(connection)) !== false;
}

function secretsOf({ secretSets }: Connection): Record<string, string> {
  return secretSets[0]?.values ?? {};
}

const SENDS_NONE = "sends no callbacks: it is asked about its messages, so there is nothing to play over it.";
const CANNOT_SIGN =
  "This connection holds no key that signs: at most the one that checks. Only the provider can send callbacks over it.";

/** A way to send to a place over an account. */
export function routeOver(account: Account, place: Place, carrier: Route["carrier"]): Route {
  return {
    connectionKey: account.key,
    provider: account.provider,
    sender: place.sender,
    carrier,
    receiptMs: place.receiptMs,
    saysFinal: account.saysFinal,
    signsAnyBytes: account.signsAnyBytes,
    newMessageId: account.provider.demo.newMessageId,
  };
}

const EXAMPLE_URL = "https://example.test/";

/** Whether a callback can say that a failure is not the last word: tried, not looked up. */
function saysFinal(provider: Provider, secrets: Record<string, string>): boolean {
  const [rawStatus] = Object.keys(provider.statuses);
  if (rawStatus === undefined) return false;
  const example = {
    ...{ kind: "report" as const, url: EXAMPLE_URL, at: new Date(0), providerMessageId: "example" },
    ...{ rawStatus, isFinal: false },
  };
  const parsed = provider.parse(provider.sign(example, secrets));
  return parsed.kind === "reports" && parsed.reports[0]?.isFinal === false;
}

/** Whether the scheme covers bytes; one that signs fields cannot sign what has none. */
function signsAnyBytes(provider: Provider, secrets: Record<string, string>): boolean {
  const example = { kind: "raw" as const, url: EXAMPLE_URL, at: new Date(0), contentType: "application/json" };
  return provider.verify(provider.sign({ ...example, body: Buffer.from("{") }, secrets), secrets).ok;
}
