-- Hidden from lists and pickers since then; what still comes to it is taken and stored. Null: in sight.
ALTER TABLE provider_connections ADD COLUMN archived_at timestamptz(3);
