import { type Clock, systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { type Connection, openedConnections, rereadConnections } from "@/lib/ingest/connections";
import { endPause } from "@/lib/ingest/polls/polling-state";
import { listSince } from "./list-awaited";
import { isAskable, isPolledOnly, type PollTally } from "./poll-connection";
import { pollOne } from "./poll-due";
import { readPolling } from "./read-polling";

export type Reconciled = { connection: string; label: string; left: number; pausedUntil: Date | null } & PollTally;

type Options = {
  /** A connection's key; all that can be asked where it is not given. */
  connection?: string;
  /** Everything since then without a final status, whatever its times are; what is due where it is not given. */
  since?: Date;
  onProgress?(asked: number): void;
  clock?: Clock;
};

/** Asks once, now. Permission is the caller's to prove. */
export async function reconcileNow({
  connection: key,
  since,
  onProgress,
  clock = systemClock,
}: Options): Promise<Reconciled[]> {
  await rereadConnections();
  const connections = chosen((await openedConnections()).readable, key);
  let asked = 0;
  const onAsked = () => {
    asked += 1;
    onProgress?.(asked);
  };
  const reconciled: Reconciled[] = [];
  for (const connection of connections) {
    await endPause(connection.id);
    if (since) await listSince({ id: connection.id, isPolledOnly: isPolledOnly(connection) }, since, clock());
    const tally = await pollOne(connection, { clock, isOver: () => false, onAsked });
    const { due, pausedUntil } = await readPolling(connection.id, clock());
    reconciled.push({ connection: connection.key, label: connection.label, ...tally, left: due, pausedUntil });
  }
  return reconciled;
}

function chosen(connections: readonly Connection[], key: string | undefined): Connection[] {
  if (key === undefined) return connections.filter(isAskable);
  const connection = connections.find((one) => one.key === key || one.id === key);
  if (!connection) throw new AppError("not_found", "There is no connection with this key.");
  if (!connection.adapter.lookup) throw new AppError("conflict", `${connection.adapter.name} ${CANNOT}`);
  if (!isAskable(connection)) throw new AppError("conflict", `${connection.label} ${LACKS}`);
  return [connection];
}

const CANNOT = "cannot be asked about a message, as far as we know: there is nothing to reconcile.";
const LACKS = "is switched off, or holds no credentials to ask with: see its page.";
