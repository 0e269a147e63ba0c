import { readPool } from "@/lib/db";
import type { Script } from "./script";

/** The namespace of attempts among what was noted; messages stand there by the refs that callbacks find them by. */
export const VERIFICATION = "verification";

/** Notes what a script is about to make, so that it can be taken away: also after a run that was cut short. */
export async function noteSimulated({ messages, verificationId }: Script): Promise<void> {
  await readPool().query(NOTE, [
    messages.map(({ route }) => route.connectionKey),
    messages.map(({ providerMessageId }) => providerMessageId),
    VERIFICATION,
    verificationId,
  ]);
}

const NOTE = `
  INSERT INTO simulated_refs (namespace, ref)
  SELECT 'provider:' || c.id, made.ref FROM unnest($1::text[], $2::text[]) AS made (key, ref)
    JOIN provider_connections c ON c.key = made.key
  UNION SELECT $3, $4 WHERE $4::text IS NOT NULL
  ON CONFLICT DO NOTHING`;
