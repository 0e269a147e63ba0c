-- What was looked at: one plain insert of the request that shows it, which waits for no other. A job moves it into
-- the chain of audit_log; `number` is its entry there. Rows leave once they are chained and their span is over.
CREATE TABLE audit_waiting (
  id uuid PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  action text NOT NULL,
  subject_type text,
  subject_id text,
  details jsonb NOT NULL DEFAULT '{}',
  -- The end of the span in which the same by the same person is one act: a page that refreshes itself is opened once.
  -- Null where each counts.
  once_until timestamptz(3),
  number bigint,
  CONSTRAINT audit_waiting_actor_known CHECK (actor_kind IN ('user', 'api_key', 'system')),
  CONSTRAINT audit_waiting_actor_named CHECK ((actor_kind = 'system') = (actor_id IS NULL)),
  CONSTRAINT audit_waiting_subject_whole CHECK ((subject_type IS NULL) = (subject_id IS NULL))
);
CREATE UNIQUE INDEX audit_waiting_once_key ON audit_waiting (actor_id, action, subject_id, once_until);
CREATE INDEX audit_waiting_unchained_idx ON audit_waiting (id) WHERE number IS NULL;

CREATE FUNCTION refuse_audit_loss() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.number IS NULL AND to_jsonb(NEW) - 'number' = to_jsonb(OLD) - 'number' THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM audit_log l WHERE l.number = OLD.number AND l.at = OLD.at AND l.action = OLD.action
                 AND l.actor_id IS NOT DISTINCT FROM OLD.actor_id AND l.subject_id IS NOT DISTINCT FROM OLD.subject_id)
    THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'what waits for the audit log only enters it: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_waiting_keeps_rows BEFORE UPDATE OR DELETE ON audit_waiting
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_loss();
CREATE TRIGGER audit_waiting_keeps_all BEFORE TRUNCATE ON audit_waiting
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_loss();

-- Several entries are chained at once: the head moves on to whichever row of the log was written last, and never back.
CREATE OR REPLACE FUNCTION refuse_audit_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.number = OLD.number + 1 THEN RETURN NEW; END IF;
    IF NEW.number > OLD.number AND EXISTS (SELECT FROM audit_log l WHERE l.number = NEW.number AND l.hash = NEW.hash)
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'the audit log only grows: % of its head refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
