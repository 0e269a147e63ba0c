import { z } from "zod";
import { db, type Tx } from "@/lib/db";
import { DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import type { StatusMapping } from "./apply-mapping";

const Row = z.object({
  provider: z.string(),
  connectionId: z.string().nullable(),
  rawStatus: z.string(),
  errorCode: z.string().nullable(),
  reason: z.string().nullable(),
  status: z.enum(DELIVERY_STATUSES),
  isFinal: z.boolean(),
  failureCategory: z.enum(FAILURE_CATEGORIES).nullable(),
  version: z.number(),
});

/** The mappings in force, by the connection that they are asked for. */
export type MappingsOf = (connection: { id: string; provider: string }) => StatusMapping[];

/** Reads all mappings in force; they are few. */
export async function readMappings(tx: Tx = db()): Promise<MappingsOf> {
  const rows = Row.array().parse(await tx.statusMapping.findMany({ where: { retiredAt: null } }));
  return ({ id, provider }) =>
    rows
      .filter((row) => row.provider === provider && (row.connectionId ?? id) === id)
      .map(({ provider: _, ...mapping }) => mapping);
}
