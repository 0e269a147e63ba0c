-- Whether a number has one user or several, from the index alone: each of its rows is a page of its own.
DROP INDEX messages_recipient_idx;
CREATE INDEX messages_recipient_idx ON messages (recipient_hash, id DESC) INCLUDE (user_ref)
  WHERE recipient_hash IS NOT NULL;
DROP INDEX verifications_recipient_idx;
CREATE INDEX verifications_recipient_idx ON verifications (recipient_hash, id DESC) INCLUDE (user_ref)
  WHERE recipient_hash IS NOT NULL;
