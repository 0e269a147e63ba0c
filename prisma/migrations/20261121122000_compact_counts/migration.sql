-- What attempts were counted as, without the names of fields and once for all attributions that count the same (see
-- lib/ingest/stored-contributions.ts): it was two thirds of an attempt's row.
UPDATE verifications v
   SET counted = (
         SELECT jsonb_agg(jsonb_build_array(attributions, bucket_seconds, place->'connectionId', place->'country',
                  place->'channel', place->'useCase', place->'templateKey', place->'senderIdentity', place->'state',
                  place->'latencyBucket') ORDER BY position)
           FROM (SELECT string_agg(c->>'attribution', ' ' ORDER BY position) AS attributions, min(position) AS position,
                        extract(epoch FROM (c->>'bucketAt')::timestamptz)::bigint AS bucket_seconds,
                        c - 'attribution' AS place
                   FROM jsonb_array_elements(v.counted) WITH ORDINALITY AS contributions (c, position)
                  GROUP BY bucket_seconds, place) AS entries)
 WHERE jsonb_array_length(v.counted) > 0;
