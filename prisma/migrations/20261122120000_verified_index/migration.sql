-- Over which channel an attempt was verified, from the index alone: the list asks for 50 attempts a page, and the events
-- of each take pages of their own.
CREATE INDEX verification_events_verified_idx ON verification_events (verification_id, at) INCLUDE (channel)
  WHERE type = 'verified';
