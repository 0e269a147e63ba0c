import type { WebhookRequest } from "@/lib/providers/provider";
import type { Connection } from "../connections";
import type { Verified } from "../verify-callback";

/**
 * Whether a callback that nothing speaks for is to be confirmed by asking its provider: it came without a signature, or
 * its signature covers its address alone, or its connection has nothing that could prove any. One that is signed
 * wrongly is refused as ever.
 */
export function isHint(request: WebhookRequest, connection: Connection, verified: Verified): boolean {
  if (!connection.confirmByPoll) return false;
  if (!verified.ok) return verified.reason === "missing_signature";
  const { adapter, secretSets } = connection;
  const [set] = secretSets.filter(({ secretIds }) => secretIds.join() === verified.secretIds.join());
  const secrets = set?.values ?? {};
  const bare = { ...request, headers: {}, body: Buffer.from("{}") };
  return adapter.verify(bare, secrets).ok || adapter.provesContent?.(request, secrets) === false;
}
