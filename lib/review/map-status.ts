import { validate } from "uuid";
import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { FAILURE_CATEGORIES, FAILURE_STATUSES } from "@/lib/delivery/fold/status";
import { newId } from "@/lib/ids";
import { findConnectionById } from "@/lib/ingest/connections";
import { normalise } from "@/lib/providers/kit/normalise";
import { remapStored } from "./apply-mappings";
import { MAPPABLE_STATUSES } from "./mappable-status";
import type { Remapped } from "./remap-status";
import { settleItems } from "./settle-items";

const Narrowing = z
  .string()
  .trim()
  .max(500)
  .transform((text) => text || null)
  .nullable()
  .default(null);

export const MapStatusInput = z.strictObject({
  connectionId: z.string().refine((id) => validate(id)),
  rawStatus: z.string().min(1).max(200),
  /** Narrow the mapping to one error code or one reason text; empty takes any. */
  errorCode: Narrowing,
  reason: Narrowing,
  status: z.enum(MAPPABLE_STATUSES),
  /** Counts for failures alone: a delivery is always final, an acceptance never. */
  isFinal: z.boolean().default(true),
  failureCategory: z.enum(FAILURE_CATEGORIES).nullable().default(null),
  /** For every connection to this provider, also later ones. */
  everywhere: z.boolean().default(false),
});
export type MapStatusInput = z.input<typeof MapStatusInput>;

export type MapStatusResult =
  | ({ ok: true; id: string; version: number } & Remapped)
  | { ok: false; code: "invalid_input" | "not_found" | "known_status" };

/**
 * Says what a raw status means that no table of the provider knows. Counts for callbacks from now on, and stored
 * events are read anew by it at once.
 */
export async function mapStatus(input: MapStatusInput, clock: Clock): Promise<MapStatusResult> {
  const user = await requirePermission("mapping:write");
  const parsed = MapStatusInput.safeParse(input);
  if (!parsed.success) return { ok: false, code: "invalid_input" };
  const connection = await findConnectionById(parsed.data.connectionId);
  if (!connection) return { ok: false, code: "not_found" };
  if (normalise(connection.adapter, { rawStatus: parsed.data.rawStatus }).mapped)
    return { ok: false, code: "known_status" };
  const mapping = mappingOf(parsed.data, connection.provider);
  const at = clock();
  const added = await db().$transaction(async (tx) => {
    const { id, version } = await addMapping(tx, { ...mapping, createdBy: user.id, createdAt: at });
    await settleItems(tx, mapping);
    const { status, isFinal, failureCategory } = mapping;
    const details = { mapping: id, version, status, isFinal, failureCategory, everywhere: parsed.data.everywhere };
    const subject = { type: "connection", id: connection.id } as const;
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action: "status_mapped", subject, details, at });
    return { id, version };
  });
  return { ok: true, ...added, ...(await remapStored(mapping)) };
}

function mappingOf({ everywhere, connectionId, ...said }: z.output<typeof MapStatusInput>, provider: string) {
  const isFailure = FAILURE_STATUSES.has(said.status);
  return {
    ...said,
    provider,
    connectionId: everywhere ? null : connectionId,
    isFinal: isFailure ? said.isFinal : said.status === "delivered",
    failureCategory: isFailure ? said.failureCategory : null,
  };
}

type NewMapping = ReturnType<typeof mappingOf> & { createdBy: string; createdAt: Date };

/** The same words mapped before are retired. Versions count up per provider, one change at a time. */
async function addMapping(tx: Tx, mapping: NewMapping): Promise<{ id: string; version: number }> {
  await tx.$queryRaw`SELECT 1 FROM settings WHERE name = 'connections' FOR UPDATE`;
  const { provider, connectionId, rawStatus, errorCode, reason, createdAt } = mapping;
  const same = { provider, connectionId, rawStatus, errorCode, reason, retiredAt: null };
  // What it left behind is read anew with the new one.
  await tx.statusMapping.updateMany({ where: same, data: { retiredAt: createdAt, appliedAt: createdAt } });
  const { _max } = await tx.statusMapping.aggregate({ where: { provider }, _max: { version: true } });
  const version = (_max.version ?? 0) + 1;
  const id = newId(createdAt);
  await tx.statusMapping.create({ data: { ...mapping, id, version } });
  return { id, version };
}
