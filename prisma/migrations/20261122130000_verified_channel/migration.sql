-- Over which channel an attempt was verified stands in its row and, beside its state, in its key: the list asks for both
-- of fifty attempts a page, and reads nothing else of them. The first event that says so tells (`summariseVerification`).
ALTER TABLE verifications ADD COLUMN verified_channel text;
UPDATE verifications v SET verified_channel = e.channel
  FROM (SELECT DISTINCT ON (verification_id) verification_id, channel FROM verification_events
         WHERE type = 'verified' ORDER BY verification_id, at, event_id) AS e
 WHERE e.verification_id = v.id AND e.channel IS NOT NULL;
ALTER TABLE verifications DROP CONSTRAINT verifications_pkey,
  ADD CONSTRAINT verifications_pkey PRIMARY KEY (id) INCLUDE (state, verified_channel);
DROP INDEX verification_events_verified_idx;
