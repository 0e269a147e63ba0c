import { PrismaPg } from "@prisma/adapter-pg";
import pRetry from "p-retry";
import { PrismaClient } from "@/generated/prisma/client";
import type { Tx } from "@/lib/db";
import type { Channel } from "@/lib/delivery/fold/status";
import { env } from "@/lib/env";
import type { PreparedReport } from "@/lib/ingest/delivery-reports/prepare-reports";
import { storedSummary } from "@/lib/ledger/messages/stored-summary";
import { processWide } from "@/lib/runtime";
import { countCallback, countMessage } from "./count-in-rollups";
import { findOrCreateMessage } from "./find-or-create-message";
import { storeEvent } from "./store-event";

/** 256 connections wait for the pool's ten: they are to queue, not to fail. */
const PATIENCE = { maxWait: 60_000, timeout: 60_000 };

/** The reports of one callback in one transaction, again from the start when it lost a race. */
export async function storeReports(reports: readonly PreparedReport[]): Promise<void> {
  const work = async (tx: Tx) => {
    for (const report of reports) await storeReport(tx, report);
  };
  await pRetry(() => client().$transaction(work, PATIENCE), {
    retries: 50,
    minTimeout: 2,
    maxTimeout: 100,
    randomize: true,
    shouldRetry: ({ error }) => lostRace(error),
  });
}

function client(): PrismaClient {
  return processWide(
    "textbook-client",
    () => new PrismaClient({ adapter: new PrismaPg({ connectionString: env().DATABASE_URL }) }),
  );
}

async function storeReport(tx: Tx, report: PreparedReport): Promise<void> {
  const { before, message } = await findOrCreateMessage(tx, report);
  const { outcome, events } = await storeEvent(tx, message.id, report);
  const { decidedBy, ...summary } = storedSummary(
    { ...message, channel: message.channel as Channel, toldChannel: null, toldSender: null, partIds: null },
    events,
  );
  const { lastEventAt } = summary;
  const after = { ...message, ...summary };
  await tx.message.update({
    where: { id: message.id },
    data: {
      ...summary,
      decidedBy: decidedBy && new Uint8Array(decidedBy),
      updatedAt: lastEventAt && lastEventAt > message.updatedAt ? lastEventAt : message.updatedAt,
    },
    select: { id: true },
  });
  await countMessage(tx, before, after);
  await countCallback(tx, report, outcome);
}

/** A unique key that another transaction took, a conflict, a deadlock. */
function lostRace(error: unknown): boolean {
  const { code, meta } = error as { code?: string; meta?: Record<string, unknown> };
  if (code === "P2002" || code === "P2034") return true;
  return code === "P2010" && /40001|40P01/.test(JSON.stringify(meta ?? {}));
}
