import type { Tx } from "@/lib/db";

type Words = { provider: string; connectionId: string | null; rawStatus: string };

/**
 * An unknown status is done with once a mapping takes it whatever the code or reason; without such a mapping its
 * items are open again. What was dismissed stays so.
 */
export async function settleItems(tx: Tx, { provider, connectionId, rawStatus }: Words): Promise<void> {
  await tx.$executeRaw`
    UPDATE review_items i
       SET state = CASE WHEN EXISTS (
             SELECT FROM status_mappings m
              WHERE m.provider = ${provider} AND m.raw_status = i.group_key AND m.retired_at IS NULL
                AND m.error_code IS NULL AND m.reason IS NULL
                AND (m.connection_id IS NULL OR m.connection_id = i.connection_id)) THEN 'mapped' ELSE 'open' END
      FROM provider_connections c
     WHERE c.id = i.connection_id AND c.provider = ${provider} AND (${connectionId}::uuid IS NULL OR c.id = ${connectionId}::uuid)
       AND i.kind = 'unknown_status' AND i.group_key = ${rawStatus} AND i.state IN ('open', 'mapped')`;
}
