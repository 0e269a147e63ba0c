-- Grows by one with each change of what is told of a message or an attempt: whoever was told of two knows the later.
ALTER TABLE messages ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE verifications ADD COLUMN version integer NOT NULL DEFAULT 1;

-- Who wants to be told of what, and until when. No foreign keys, and nothing that ingest would wait for.
CREATE TABLE outbox_interests (
  -- A message, an attempt, or with zeros alone all of them.
  subject uuid NOT NULL,
  reader text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (subject, reader)
);
CREATE INDEX outbox_interests_reader_idx ON outbox_interests (reader);

-- A row for each change and reader, written in the transaction of the change and deleted once the reader is done.
CREATE TABLE outbox (
  reader text NOT NULL,
  subject uuid NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  -- Of a message, the attempt that it belongs to.
  attempt_id uuid,
  -- Until then it is somebody's.
  claimed_until timestamptz(3) NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (reader, subject, version),
  CONSTRAINT outbox_kind_known CHECK (kind IN ('message', 'verification'))
);
CREATE INDEX outbox_claim_idx ON outbox (reader, claimed_until);
