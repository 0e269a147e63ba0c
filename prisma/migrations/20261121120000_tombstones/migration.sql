-- What is left of a dropped message: its refs, until no provider repeats a callback for it any more.
CREATE INDEX message_refs_expires_at_idx ON message_refs (expires_at) WHERE expires_at IS NOT NULL;
