import type { Attribution, VerificationContribution } from "@/lib/delivery/counts/verification-contribution";

/**
 * What an attempt was last counted as, as its row keeps it (`verifications.counted`). Attributions that count the same
 * share an entry, in most attempts all three, and fields have no names: else they would be most of the row.
 */
export type StoredContributions = [
  attributions: string,
  bucketSeconds: number,
  connectionId: string,
  country: string,
  channel: string,
  useCase: string,
  templateKey: string,
  senderIdentity: string,
  state: VerificationContribution["state"],
  latencyBucket: number | null,
][];

/** The same contributions in the same order are the same text, also after jsonb. */
export function toStored(contributions: readonly VerificationContribution[]): StoredContributions {
  const entries = new Map<string, StoredContributions[number]>();
  for (const { attribution, bucketAt, connectionId, country, channel, useCase, ...rest } of contributions) {
    const { templateKey, senderIdentity, state, latencyBucket } = rest;
    const seconds = bucketAt.getTime() / 1000;
    const place = [connectionId, country, channel, useCase, templateKey, senderIdentity, state, latencyBucket] as const;
    const key = JSON.stringify([seconds, ...place]);
    const same = entries.get(key);
    entries.set(key, [same ? `${same[0]} ${attribution}` : attribution, seconds, ...place]);
  }
  return [...entries.values()];
}

export function fromStored(stored: StoredContributions): VerificationContribution[] {
  return stored.flatMap(([attributions, seconds, connectionId, country, channel, useCase, ...rest]) => {
    const [templateKey, senderIdentity, state, latencyBucket] = rest;
    const bucketAt = new Date(seconds * 1000);
    return attributions.split(" ").map((attribution) => ({
      attribution: attribution as Attribution,
      ...{ bucketAt, connectionId, country, channel, useCase, templateKey, senderIdentity, state, latencyBucket },
    }));
  });
}

/** Rows of what all attempts were counted as, `bucket` being that of the latency. */
export const STORED_CONTRIBUTIONS_SQL = `
  SELECT attribution, to_timestamp((c->>1)::bigint) AS bucket_at, (c->>2)::uuid AS connection_id, c->>3 AS country,
         c->>4 AS channel, c->>5 AS use_case, c->>6 AS template_key, c->>7 AS sender_identity, c->>8 AS state,
         (c->>9)::int AS bucket
    FROM verifications, jsonb_array_elements(counted) AS c, string_to_table(c->>0, ' ') AS attribution`;
