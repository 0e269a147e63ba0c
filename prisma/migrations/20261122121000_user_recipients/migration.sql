-- Whether a user has one recipient or several, from the index alone: each of their rows is a page of its own.
DROP INDEX messages_user_ref_idx;
CREATE INDEX messages_user_ref_idx ON messages (user_ref, id DESC) INCLUDE (recipient_hash)
  WHERE user_ref IS NOT NULL;
DROP INDEX verifications_user_ref_idx;
CREATE INDEX verifications_user_ref_idx ON verifications (user_ref, id DESC) INCLUDE (recipient_hash)
  WHERE user_ref IS NOT NULL;
