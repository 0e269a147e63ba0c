-- A callback that proves nothing has the provider asked for the message that it names, and is itself never stored.
ALTER TABLE provider_connections ADD COLUMN confirm_by_poll boolean NOT NULL DEFAULT false;

-- Messages that the provider is asked about, for as long as their final status is awaited. No foreign keys: a message
-- goes with its month, and its row here is found to be of nothing.
CREATE TABLE message_polls (
  message_id uuid PRIMARY KEY,
  connection_id uuid NOT NULL,
  -- When it is asked about next; null where its times are over, and the row tells what was answered.
  due_at timestamptz(3),
  -- Until then it is somebody's.
  claimed_until timestamptz(3) NOT NULL DEFAULT '-infinity',
  asked integer NOT NULL DEFAULT 0,
  asked_at timestamptz(3),
  -- The provider last answered that it does not know it.
  is_unknown boolean NOT NULL DEFAULT false
);
CREATE INDEX message_polls_due_idx ON message_polls (connection_id, due_at) WHERE due_at IS NOT NULL;

-- One row a connection whose provider is asked: how far its messages are listed, how it may be asked, how that went.
CREATE TABLE connection_polls (
  connection_id uuid PRIMARY KEY,
  -- Messages with smaller ids have been looked at.
  listed_to uuid NOT NULL,
  -- The next questions not before then: the pace that all processes keep together.
  free_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  -- No questions before then: the provider asked for it, or did not answer as it should.
  paused_until timestamptz(3) NOT NULL DEFAULT '-infinity',
  failures_in_row integer NOT NULL DEFAULT 0,
  last_asked_at timestamptz(3),
  last_answered_at timestamptz(3),
  problem text,
  problem_at timestamptz(3),
  news bigint NOT NULL DEFAULT 0,
  known bigint NOT NULL DEFAULT 0,
  not_found bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  CONSTRAINT connection_polls_connection_fkey FOREIGN KEY (connection_id)
    REFERENCES provider_connections (id) ON DELETE CASCADE
);
