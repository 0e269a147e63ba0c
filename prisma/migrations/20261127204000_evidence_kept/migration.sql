-- What the app said of a message's channel and sender, beside what its deciding receipt says: the summary shows the
-- receipt's, and what was said is needed whenever it is folded anew. Null where nobody said it.
ALTER TABLE messages
  ADD COLUMN told_channel text,
  ADD COLUMN told_sender text,
  -- The provider's ids of the parts, in their order, where a message has several; the first is provider_message_id.
  ADD COLUMN part_ids jsonb,
  -- Evidence names several recipients: everything is kept, and said.
  ADD COLUMN recipients_differ boolean NOT NULL DEFAULT false,
  -- The app's id of the message that this one repeats, while that message is not known.
  ADD COLUMN retry_of_ref text,
  ADD CONSTRAINT messages_told_channel_known CHECK (told_channel IN
    ('sms', 'whatsapp', 'telegram', 'voice', 'rcs', 'email', 'other'));
-- Receipts of messages that wait may come from here on with a sender of their own.
UPDATE messages SET told_channel = channel, told_sender = sender_identity
 WHERE registered_at IS NOT NULL AND awaits_receipt;

-- Null: the message's own provider id; else the one of its parts that the event is about.
ALTER TABLE message_events
  ADD COLUMN sender text,
  ADD COLUMN provider_message_id text;

ALTER TABLE verifications ADD COLUMN recipients_differ boolean NOT NULL DEFAULT false;

-- For an idempotency key: what the request was that it stands for.
ALTER TABLE message_refs ADD COLUMN request_hash bytea;

ALTER TABLE review_items DROP CONSTRAINT review_items_kind_known,
  ADD CONSTRAINT review_items_kind_known CHECK (kind IN
    ('unknown_status', 'unreadable', 'inbound', 'verification', 'poison', 'differing_duplicate', 'contradicting_ids',
     'recipients_differ'));
