-- Rollups summed by the calendar days of a zone that readers ask for, and by the parts of a day that is not over: long
-- periods are read from a few rows a day. Sums of the rollups, live and frozen together; rows that count nothing are
-- left out. Read only while nothing of their span has changed since.
CREATE TABLE delivery_sums (
  zone text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  country text NOT NULL,
  channel text NOT NULL,
  use_case text NOT NULL,
  template_key text NOT NULL,
  sender_identity text NOT NULL,
  is_registered boolean NOT NULL,
  status text NOT NULL,
  is_final boolean NOT NULL,
  failure_category text NOT NULL,
  count bigint NOT NULL,
  latency bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (zone, starts_at, ends_at, connection_id, country, channel, use_case, template_key, sender_identity,
               is_registered, status, is_final, failure_category)
);

-- What a read goes by: with few distinct values a small part of the key's size.
CREATE INDEX delivery_sums_span_idx ON delivery_sums (zone, starts_at);

CREATE TABLE verification_sums (
  zone text NOT NULL,
  attribution text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  country text NOT NULL,
  channel text NOT NULL,
  use_case text NOT NULL,
  template_key text NOT NULL,
  sender_identity text NOT NULL,
  state text NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (zone, attribution, starts_at, ends_at, connection_id, country, channel, use_case, template_key,
               sender_identity, state)
);

CREATE INDEX verification_sums_span_idx ON verification_sums (zone, attribution, starts_at);

-- A day or part of one that is summed. Its sums are true while the changes of the blocks that it overlaps still add up
-- to "changes".
CREATE TABLE summed_spans (
  zone text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  changes bigint NOT NULL,
  summed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (zone, starts_at, ends_at)
);

-- How many transactions changed the rollups of a block of four hours (by UTC) after it had ended, counted in those
-- transactions. Never goes back. Each kind of rollup has rows of its own, locked right after that kind's; slots as in
-- the rollups.
CREATE TABLE rollup_changes (
  block_at timestamptz(3) NOT NULL,
  rollups text NOT NULL,
  slot smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (block_at, rollups, slot)
);

-- Zones by whose days somebody read: those of late are the ones to sum.
CREATE TABLE report_zones (
  zone text PRIMARY KEY,
  last_used_at timestamptz(3) NOT NULL
);
