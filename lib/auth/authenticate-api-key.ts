import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { hashToken } from "./hash-token";

const USE_NOTED_EVERY_MS = 60_000;

/** The key behind a bearer token, or null when it does not exist or was revoked. Its last use is noted by the minute. */
export async function authenticateApiKey(
  bearer: string,
  clock = systemClock,
): Promise<{ id: string; scopes: string[] } | null> {
  const row = await db().apiKey.findUnique({ where: { keyHash: new Uint8Array(hashToken(bearer)) } });
  if (!row || row.revokedAt) return null;
  const now = clock();
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USE_NOTED_EVERY_MS) {
    await db().apiKey.update({ where: { id: row.id }, data: { lastUsedAt: now } });
  }
  return { id: row.id, scopes: row.scopes };
}
