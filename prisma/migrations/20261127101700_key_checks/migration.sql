-- The keys in use, and of each a value that proves it: a process that holds another key by the same id does not start.
CREATE TABLE key_checks (
  ring text NOT NULL,
  key_id text NOT NULL,
  value bytea NOT NULL,
  first_used_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (ring, key_id)
);
