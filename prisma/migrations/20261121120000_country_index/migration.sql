-- The list, narrowed to a country: rows in its order, however few there are among all.
CREATE INDEX messages_country_idx ON messages (coalesce(destination_country, ''), counted_at DESC, id DESC)
  WHERE merged_into IS NULL;
