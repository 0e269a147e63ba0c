-- An agent may come with the id of the order or the login that a code was for.
CREATE INDEX messages_action_idx ON messages (action_id, id DESC) WHERE action_id IS NOT NULL;
