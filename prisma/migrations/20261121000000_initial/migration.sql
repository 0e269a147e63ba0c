-- Partitions live in a schema of their own: Prisma Migrate looks at "public" only and does not know partitions.
CREATE SCHEMA IF NOT EXISTS partitions;

CREATE TABLE settings (
  name text PRIMARY KEY,
  value jsonb NOT NULL DEFAULT '{}',
  version bigint NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  password_hash text,
  status text NOT NULL DEFAULT 'active',
  demo boolean NOT NULL DEFAULT false,
  last_sign_in_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT users_role_known CHECK (role IN ('agent', 'senior_agent', 'analyst', 'admin')),
  CONSTRAINT users_status_known CHECK (status IN ('active', 'disabled')),
  CONSTRAINT users_email_lower CHECK (email = lower(email))
);
CREATE UNIQUE INDEX users_email_key ON users (email);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL,
  role text NOT NULL,
  email text,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT invitations_role_known CHECK (role IN ('agent', 'senior_agent', 'analyst', 'admin'))
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  label text NOT NULL,
  key_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  demo boolean NOT NULL DEFAULT false,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX api_keys_key_hash_key ON api_keys (key_hash);

-- Fixed windows for sign-in, look-up and the like; the key is a keyed hash, never an address or a name.
CREATE TABLE rate_limits (
  key text NOT NULL,
  window_start timestamptz(3) NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (key, window_start)
);

CREATE TABLE provider_connections (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  provider text NOT NULL,
  label text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}',
  receipt_deadline_seconds integer NOT NULL DEFAULT 300,
  receipt_grades jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'active',
  demo boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT provider_connections_status_known CHECK (status IN ('active', 'disabled')),
  CONSTRAINT provider_connections_deadline_sane CHECK (receipt_deadline_seconds BETWEEN 10 AND 604800)
);
CREATE UNIQUE INDEX provider_connections_key_key ON provider_connections (key);

CREATE TABLE connection_secrets (
  id uuid PRIMARY KEY,
  connection_id uuid NOT NULL REFERENCES provider_connections (id) ON DELETE CASCADE,
  name text NOT NULL,
  ciphertext bytea NOT NULL,
  fingerprint text NOT NULL,
  state text NOT NULL DEFAULT 'active',
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  verified_count bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT connection_secrets_state_known CHECK (state IN ('active', 'retiring', 'revoked'))
);
CREATE INDEX connection_secrets_connection_id_idx ON connection_secrets (connection_id);

-- Every process re-reads this version every two seconds; only what verification depends on bumps it.
INSERT INTO settings (name) VALUES ('connections');
CREATE FUNCTION bump_connections_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE settings SET version = version + 1, updated_at = now() WHERE name = 'connections';
  RETURN NULL;
END $$;
CREATE TRIGGER provider_connections_changed AFTER INSERT OR UPDATE OR DELETE ON provider_connections
  FOR EACH STATEMENT EXECUTE FUNCTION bump_connections_version();
CREATE TRIGGER connection_secrets_changed
  AFTER INSERT OR DELETE OR UPDATE OF name, ciphertext, state, expires_at ON connection_secrets
  FOR EACH STATEMENT EXECUTE FUNCTION bump_connections_version();

-- How a callback finds its message: the only cross-shard step.
CREATE TABLE message_refs (
  namespace text NOT NULL,
  ref text NOT NULL,
  message_id uuid NOT NULL,
  expires_at timestamptz(3),
  PRIMARY KEY (namespace, ref)
);
CREATE INDEX message_refs_message_id_idx ON message_refs (message_id);

-- No foreign keys to or between partitioned tables: they forbid DROP and DETACH of a partition.
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  connection_id uuid NOT NULL,
  provider text NOT NULL,
  provider_message_id text,
  app_message_id text,
  origin text NOT NULL,
  registered_at timestamptz(3),
  registration_hash bytea,
  channel text NOT NULL,
  use_case text,
  campaign text,
  template_key text,
  sender_identity text,
  route text,
  carrier_mcc_mnc text,
  carrier_name text,
  parts smallint,
  price numeric(14, 6),
  currency text,
  destination_country text,
  recipient_hash bytea,
  recipient_hash_key text,
  recipient_ciphertext bytea,
  recipient_masked text,
  crypto_id uuid NOT NULL,
  user_ref text,
  action_type text,
  action_id text,
  action_url text,
  metadata jsonb,
  consent_source text,
  consent_at timestamptz(3),
  verification_id uuid,
  retry_of uuid,
  sent_at timestamptz(3),
  status text NOT NULL DEFAULT 'unknown',
  is_final boolean NOT NULL DEFAULT false,
  conflicting boolean NOT NULL DEFAULT false,
  partial boolean NOT NULL DEFAULT false,
  error_code text,
  failure_category text,
  decided_by bytea,
  first_event_at timestamptz(3),
  delivered_at timestamptz(3),
  last_event_at timestamptz(3),
  deadline_at timestamptz(3),
  awaits_receipt boolean NOT NULL DEFAULT true,
  merged_into uuid,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  -- When it counts: its send time; for a message that only callbacks know the earliest time known.
  counted_at timestamptz(3) GENERATED ALWAYS AS (
    CASE WHEN sent_at IS NOT NULL THEN sent_at
         WHEN registered_at IS NOT NULL THEN created_at
         ELSE least(first_event_at, created_at) END) STORED NOT NULL,
  CONSTRAINT messages_origin_known CHECK (origin IN ('registration', 'callback')),
  CONSTRAINT messages_status_known CHECK (status IN
    ('accepted', 'sent', 'delivered', 'undelivered', 'failed', 'expired', 'rejected', 'unknown')),
  CONSTRAINT messages_channel_known CHECK (channel IN ('sms', 'whatsapp', 'telegram', 'voice', 'rcs', 'email', 'other'))
) PARTITION BY RANGE (id);
CREATE INDEX messages_recipient_idx ON messages (recipient_hash, id DESC) WHERE recipient_hash IS NOT NULL;
CREATE INDEX messages_user_ref_idx ON messages (user_ref, id DESC) WHERE user_ref IS NOT NULL;
CREATE INDEX messages_verification_idx ON messages (verification_id, id) WHERE verification_id IS NOT NULL;
CREATE INDEX messages_connection_idx ON messages (connection_id, id DESC);
CREATE INDEX messages_counted_idx ON messages (counted_at DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX messages_deadline_idx ON messages (deadline_at, id) WHERE awaits_receipt;

CREATE TABLE message_events (
  message_id uuid NOT NULL,
  dedupe_key bytea NOT NULL,
  body_hash bytea NOT NULL,
  status text NOT NULL,
  raw_status text NOT NULL,
  error_code text,
  raw_reason text,
  failure_category text,
  is_final boolean NOT NULL,
  said_by text NOT NULL,
  provider_event_id text,
  channel text,
  part smallint,
  partial boolean NOT NULL DEFAULT false,
  provider_occurred_at timestamptz(3),
  received_at timestamptz(3) NOT NULL,
  source text NOT NULL,
  mapping_version integer NOT NULL DEFAULT 0,
  duplicate_count integer NOT NULL DEFAULT 0,
  differs boolean NOT NULL DEFAULT false,
  PRIMARY KEY (message_id, dedupe_key),
  CONSTRAINT message_events_status_known CHECK (status IN
    ('accepted', 'sent', 'delivered', 'undelivered', 'failed', 'expired', 'rejected', 'unknown')),
  CONSTRAINT message_events_said_by_known CHECK (said_by IN ('provider', 'carrier', 'handset', 'unknown')),
  CONSTRAINT message_events_source_known CHECK (source IN ('webhook', 'poll', 'timeout', 'api'))
) PARTITION BY RANGE (message_id);

-- The events that a mapping may speak of; a known status costs nothing here.
CREATE INDEX message_events_mappable_idx ON message_events (raw_status, message_id)
  WHERE (status = 'unknown' OR mapping_version > 0) AND source <> 'timeout';

CREATE TABLE event_payloads (
  message_id uuid NOT NULL,
  dedupe_key bytea NOT NULL,
  body_hash bytea NOT NULL,
  crypto_id uuid NOT NULL,
  ciphertext bytea NOT NULL,
  secret_id uuid,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (message_id, dedupe_key, body_hash)
) PARTITION BY RANGE (message_id);

CREATE TABLE event_duplicates (
  message_id uuid NOT NULL,
  dedupe_key bytea NOT NULL,
  ordinal integer NOT NULL,
  body_hash bytea NOT NULL,
  received_at timestamptz(3) NOT NULL,
  attempt integer,
  PRIMARY KEY (message_id, dedupe_key, ordinal)
) PARTITION BY RANGE (message_id);

CREATE TABLE verifications (
  id uuid PRIMARY KEY,
  external_id text NOT NULL,
  user_ref text,
  use_case text,
  destination_country text,
  recipient_hash bytea,
  recipient_hash_key text,
  recipient_ciphertext bytea,
  recipient_masked text,
  crypto_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'requested',
  inferred boolean NOT NULL DEFAULT false,
  wrong_codes integer NOT NULL DEFAULT 0,
  requested_at timestamptz(3),
  verified_at timestamptz(3),
  closed_at timestamptz(3),
  code_expires_at timestamptz(3),
  last_event_at timestamptz(3),
  close_due_at timestamptz(3),
  -- What the rollups hold of this attempt now.
  counted jsonb,
  demo boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT verifications_state_known CHECK (state IN
    ('requested', 'checking', 'abandoned', 'expired', 'failed', 'blocked', 'verified'))
);
CREATE UNIQUE INDEX verifications_external_id_key ON verifications (external_id);
CREATE INDEX verifications_recipient_idx ON verifications (recipient_hash, id DESC) WHERE recipient_hash IS NOT NULL;
CREATE INDEX verifications_user_ref_idx ON verifications (user_ref, id DESC) WHERE user_ref IS NOT NULL;
CREATE INDEX verifications_close_due_idx ON verifications (close_due_at) WHERE close_due_at IS NOT NULL;

CREATE TABLE verification_events (
  verification_id uuid NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  message_id uuid,
  message_ref text,
  channel text,
  reason text,
  code_expires_at timestamptz(3),
  voids_earlier_codes boolean NOT NULL DEFAULT false,
  inferred boolean NOT NULL DEFAULT false,
  body_hash bytea NOT NULL,
  PRIMARY KEY (verification_id, event_id),
  CONSTRAINT verification_events_type_known CHECK (type IN
    ('requested', 'code_sent', 'resend_requested', 'wrong_code', 'verified', 'expired', 'abandoned', 'blocked',
     'fallback_offered', 'fallback_used', 'abuse_check'))
);

-- What could not be understood, one row a kind of thing; the bodies are in review_payloads, or with their event.
CREATE TABLE review_items (
  id uuid PRIMARY KEY,
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  group_key text NOT NULL,
  count bigint NOT NULL,
  state text NOT NULL DEFAULT 'open',
  example_message_id uuid,
  first_seen_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  CONSTRAINT review_items_kind_known CHECK (kind IN
    ('unknown_status', 'unreadable', 'inbound', 'verification', 'poison', 'differing_duplicate')),
  CONSTRAINT review_items_state_known CHECK (state IN ('open', 'mapped', 'resolved', 'dismissed'))
);
CREATE UNIQUE INDEX review_items_group_key ON review_items (connection_id, kind, group_key);

CREATE TABLE review_payloads (
  review_item_id uuid NOT NULL,
  body_hash bytea NOT NULL,
  crypto_id uuid NOT NULL,
  ciphertext bytea NOT NULL,
  secret_id uuid,
  received_at timestamptz(3) NOT NULL,
  duplicate_count integer NOT NULL DEFAULT 0,
  PRIMARY KEY (review_item_id, body_hash)
);

-- What admins say that raw statuses mean which no provider's table knows; without a connection it is for all of the
-- provider's. Rows are never changed but to retire them: events name the version that they were read by.
CREATE TABLE status_mappings (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  connection_id uuid,
  raw_status text NOT NULL,
  error_code text,
  reason text,
  status text NOT NULL,
  is_final boolean NOT NULL,
  failure_category text,
  version integer NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  retired_at timestamptz(3),
  -- When stored events were last read anew by it, or by what came after it was retired.
  applied_at timestamptz(3),
  CONSTRAINT status_mappings_status_known CHECK (status IN
    ('accepted', 'sent', 'delivered', 'undelivered', 'failed', 'expired', 'rejected', 'unknown'))
);
CREATE UNIQUE INDEX status_mappings_version_key ON status_mappings (provider, version);
CREATE INDEX status_mappings_unapplied_idx ON status_mappings (created_at) WHERE applied_at IS NULL;
CREATE TRIGGER status_mappings_changed
  AFTER INSERT OR DELETE OR UPDATE OF status, is_final, failure_category, retired_at ON status_mappings
  FOR EACH STATEMENT EXECUTE FUNCTION bump_connections_version();

-- Samples of refused callbacks: no body, no query. Written by a timer, never in a request's path.
CREATE TABLE refused_callbacks (
  id uuid PRIMARY KEY,
  connection_id uuid NOT NULL,
  reason text NOT NULL,
  address text NOT NULL,
  header_names text[] NOT NULL,
  body_bytes integer NOT NULL,
  received_at timestamptz(3) NOT NULL
);
CREATE INDEX refused_callbacks_connection_idx ON refused_callbacks (connection_id, received_at DESC);

-- Histograms are arrays of counts by log bucket (lib/delivery/latency-histogram.ts); shorter = zeros at the end.
CREATE FUNCTION add_histograms(a bigint[], b bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) ORDER BY n), '{}')
    FROM unnest(a, b) WITH ORDINALITY AS pair (x, y, n)
$$;
CREATE AGGREGATE sum_histograms(bigint[]) (SFUNC = add_histograms, STYPE = bigint[], INITCOND = '{}');

-- Sums of contribution(message), written as differences in the transaction that changes the message.
-- An unknown dimension is the empty string. Slots keep processes out of each other's rows.
CREATE TABLE delivery_rollups (
  bucket_at timestamptz(3) NOT NULL,
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
  slot smallint NOT NULL,
  count bigint NOT NULL,
  latency bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, is_registered,
               status, is_final, failure_category, slot)
);

CREATE TABLE carrier_rollups (
  bucket_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  country text NOT NULL,
  carrier text NOT NULL,
  route text NOT NULL,
  is_registered boolean NOT NULL,
  status text NOT NULL,
  is_final boolean NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (bucket_at, connection_id, country, carrier, route, is_registered, status, is_final, slot)
);

-- One row per attribution: an attempt counts under its first message, its last before success, and its only one.
CREATE TABLE verification_rollups (
  attribution text NOT NULL,
  bucket_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  country text NOT NULL,
  channel text NOT NULL,
  use_case text NOT NULL,
  template_key text NOT NULL,
  sender_identity text NOT NULL,
  state text NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  latency bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (attribution, bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, state, slot)
);

-- Lag: from the provider's own time to ours. What is refused or answered 503 is counted by a timer.
CREATE TABLE callback_rollups (
  bucket_at timestamptz(3) NOT NULL,
  connection_id uuid NOT NULL,
  outcome text NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  lag bigint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (bucket_at, connection_id, outcome, slot)
);

-- Who did what. Each hash covers the row and the hash before it (lib/audit/chain-hash.ts). What names a person is
-- sealed in "personal", outside the chain; the chain holds a salted commitment, so that erasure leaves it whole.
CREATE TABLE audit_log (
  number bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  action text NOT NULL,
  subject_type text,
  subject_id text,
  details jsonb NOT NULL DEFAULT '{}',
  personal bytea,
  personal_salt bytea,
  personal_commitment bytea,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_log_actor_known CHECK (actor_kind IN ('user', 'api_key', 'system')),
  CONSTRAINT audit_log_actor_named CHECK ((actor_kind = 'system') = (actor_id IS NULL)),
  CONSTRAINT audit_log_subject_whole CHECK ((subject_type IS NULL) = (subject_id IS NULL))
);
CREATE INDEX audit_log_at_idx ON audit_log (at);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, number DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_action_idx ON audit_log (action, number DESC);
CREATE INDEX audit_log_subject_idx ON audit_log (subject_type, subject_id, number DESC) WHERE subject_id IS NOT NULL;

-- The one row that every append locks: the chain's newest number and hash.
CREATE TABLE audit_head (
  id smallint PRIMARY KEY DEFAULT 1,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT audit_head_single CHECK (id = 1)
);
INSERT INTO audit_head (number, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.personal IS NULL AND NEW.personal_salt IS NULL
       AND to_jsonb(NEW) - '{personal,personal_salt}'::text[] = to_jsonb(OLD) - '{personal,personal_salt}'::text[] THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit log only grows: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_keeps_rows BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_keeps_all BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE FUNCTION refuse_audit_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.number = OLD.number + 1 THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'the audit log only grows: % of its head refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_head_advances BEFORE UPDATE OR DELETE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_rewind();
CREATE TRIGGER audit_head_stays BEFORE TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_rewind();
