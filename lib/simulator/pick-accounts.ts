import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { bringsReports, findProvider } from "@/lib/providers/registry";
import { type Account, canSignFor, openAccount } from "./account";

export type PickedAccounts = { first: Account; other: Account; demo: boolean };

/**
 * The connection to send over, by key or as the oldest active one of a provider, and one of another provider for
 * second tries where there is one. Demo stories stay among demo connections, real ones among real ones. Over one of a
 * verification service that tells of attempts alone, no message is sent: only `forAnyBytes` takes it.
 */
export async function pickAccounts(
  wanted: { provider?: string; connection?: string },
  forAnyBytes = false,
): Promise<PickedAccounts> {
  const active = await db().providerConnection.findMany({
    where: { status: "active" },
    orderBy: { id: "asc" },
    select: { key: true, provider: true, demo: true, _count: { select: { secrets: { where: { state: "active" } } } } },
  });
  const connections = active.filter(({ provider }) => forAnyBytes || tellsOfMessages(provider));
  const matching = connections.filter(
    ({ key, provider }) => (wanted.connection ?? key) === key && (wanted.provider ?? provider) === provider,
  );
  const first = (await findSigned(matching)) ?? matching[0];
  if (!first) throw new AppError("not_found", nothingFound(wanted));
  const others = connections.filter((connection) => {
    return connection.provider !== first.provider && connection.demo === first.demo && connection._count.secrets > 0;
  });
  const other = await findSigned(others);
  const opened = await openAccount(first.key);
  return { first: opened, other: other ? await openAccount(other.key) : opened, demo: first.demo };
}

function tellsOfMessages(id: string): boolean {
  const provider = findProvider(id);
  return provider !== undefined && bringsReports(provider);
}

/** The first over which we can sign. */
async function findSigned<Row extends { key: string }>(connections: readonly Row[]): Promise<Row | undefined> {
  for (const connection of connections) if (await canSignFor(connection.key)) return connection;
  return undefined;
}

function nothingFound({ provider, connection }: { provider?: string; connection?: string }): string {
  if (connection) return `There is no active connection with this key${provider ? ` of ${provider}` : ""}.`;
  const how = `npm run -s cli -- connections add --provider ${provider ?? "<id>"} --label <text> --secret <name=value>`;
  return `There is no active connection${provider ? ` of ${provider}` : ""}: add one with ${how}`;
}
