-- How the events of a provider's verification service find their attempt: its id there, by connection.
CREATE TABLE verification_refs (
  namespace text NOT NULL,
  ref text NOT NULL,
  verification_id uuid NOT NULL,
  expires_at timestamptz(3),
  PRIMARY KEY (namespace, ref)
);
CREATE INDEX verification_refs_verification_id_idx ON verification_refs (verification_id);
CREATE INDEX verification_refs_expires_at_idx ON verification_refs (expires_at) WHERE expires_at IS NOT NULL;

-- Without an id of the app's: only callbacks have told of it.
ALTER TABLE verifications
  ALTER COLUMN external_id DROP NOT NULL,
  ADD COLUMN origin text NOT NULL DEFAULT 'registration',
  ADD COLUMN merged_into uuid,
  ADD CONSTRAINT verifications_origin_known CHECK (origin IN ('registration', 'callback'));

-- connection_id: whose provider reported it; null for the app's events and ours. raw_status: the provider's own word.
ALTER TABLE verification_events
  ADD COLUMN connection_id uuid,
  ADD COLUMN raw_status text,
  ADD COLUMN duplicate_count integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT verification_events_type_known,
  ADD CONSTRAINT verification_events_type_known CHECK (type IN
    ('requested', 'code_sent', 'resend_requested', 'wrong_code', 'verified', 'expired', 'abandoned', 'failed', 'blocked',
     'fallback_offered', 'fallback_used', 'abuse_check'));
