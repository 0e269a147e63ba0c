-- How the callbacks of a quarter ended, in a column each: with a row each, a quarter took more rows the more came.
CREATE TABLE callback_outcomes (
  bucket_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  slot smallint NOT NULL,
  stored bigint NOT NULL DEFAULT 0,
  duplicate bigint NOT NULL DEFAULT 0,
  differing bigint NOT NULL DEFAULT 0,
  unknown_status bigint NOT NULL DEFAULT 0,
  unreadable bigint NOT NULL DEFAULT 0,
  after_retention bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  unavailable bigint NOT NULL DEFAULT 0,
  lag bigint[] NOT NULL DEFAULT '{}'
);
INSERT INTO callback_outcomes
SELECT bucket_at, connection_id, slot,
       coalesce(sum(count) FILTER (WHERE outcome = 'stored'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'duplicate'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'differing'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'unknown_status'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'unreadable'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'after_retention'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'refused'), 0),
       coalesce(sum(count) FILTER (WHERE outcome = 'unavailable'), 0),
       sum_histograms(lag)
  FROM callback_rollups GROUP BY bucket_at, connection_id, slot ORDER BY bucket_at, connection_id, slot;
DROP TABLE callback_rollups;
ALTER TABLE callback_outcomes RENAME TO callback_rollups;
ALTER TABLE callback_rollups ADD PRIMARY KEY (bucket_at, connection_id, slot);
