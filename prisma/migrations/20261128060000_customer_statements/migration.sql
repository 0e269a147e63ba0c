-- What a customer told an agent of an attempt, or of a message that belongs to none: a record of its own, from which
-- nothing is folded or counted. No foreign keys: messages are cut into months, and who noted it may leave.
CREATE TABLE customer_statements (
  id uuid PRIMARY KEY,
  subject_id uuid NOT NULL,
  says text NOT NULL,
  said_at timestamptz(3) NOT NULL,
  noted_by uuid NOT NULL,
  taken_back_at timestamptz(3),
  CONSTRAINT customer_statements_says_known CHECK (says IN ('not_received', 'not_me', 'wrong_number', 'works_now'))
);
CREATE INDEX customer_statements_subject_idx ON customer_statements (subject_id, id);
