-- Who is in: a session stands as long as its row does. The cookie only names it, so what ends the row is felt at once.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The issuer's token of a single sign-on, sealed: signing out there asks for it.
  id_token bytea,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- An invitation is worth what its inviter may do. Null: made by the installation itself.
ALTER TABLE invitations
  ADD COLUMN invited_by uuid,
  -- The link that makes the first admin: one at a time, and worth nothing once there is one.
  ADD COLUMN first_admin boolean NOT NULL DEFAULT false;
UPDATE invitations i SET invited_by = a.actor_id FROM audit_log a
 WHERE a.action = 'invitation_created' AND a.subject_type = 'invitation' AND a.subject_id = i.id::text;
DELETE FROM invitations WHERE invited_by IS NULL AND used_at IS NULL;
CREATE UNIQUE INDEX invitations_first_admin_key ON invitations (first_admin) WHERE first_admin AND used_at IS NULL;
CREATE INDEX invitations_invited_by_idx ON invitations (invited_by) WHERE used_at IS NULL;

-- A link with which somebody sets a new password; the newest for an account is the only one.
CREATE TABLE password_resets (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash bytea NOT NULL,
  offered_by uuid,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX password_resets_user_id_key ON password_resets (user_id);
CREATE UNIQUE INDEX password_resets_token_hash_key ON password_resets (token_hash);
CREATE INDEX password_resets_offered_by_idx ON password_resets (offered_by);

-- Whom an OpenID Connect issuer means by a subject. An address may change hands, a subject never does.
CREATE TABLE user_identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX user_identities_user_id_issuer_key ON user_identities (user_id, issuer);
