-- What is to be known of a provider's time: one stood there that leaves doubt, or it happened then at the latest.
ALTER TABLE message_events ADD COLUMN time_note text
  CONSTRAINT message_events_time_note_known CHECK (time_note IN ('not_read', 'at_latest'));
