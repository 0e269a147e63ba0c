-- Which advice the app was given for an attempt, or for a message of none: a row whenever it was another than the one
-- before. Written by a timer, not in the call that was answered. No foreign keys: messages are cut into months.
CREATE TABLE given_advice (
  subject_id uuid NOT NULL,
  given_at timestamptz(3) NOT NULL,
  action text NOT NULL,
  reason text NOT NULL,
  after_seconds integer NOT NULL,
  PRIMARY KEY (subject_id, given_at)
);
