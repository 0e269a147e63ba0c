-- What the simulator told of real connections, so that it can be taken away: provider's ids of messages as in
-- message_refs, and the app's ids of attempts under "verification".
CREATE TABLE simulated_refs (
  namespace text NOT NULL,
  ref text NOT NULL,
  PRIMARY KEY (namespace, ref)
);
