-- On the column itself: the planner takes no frequencies from a partial index, so that of an expression it knew none,
-- took every country for rare, and sorted all messages of a frequent one for the first page of them.
DROP INDEX messages_country_idx;
CREATE INDEX messages_country_idx ON messages (destination_country, counted_at DESC, id DESC)
  WHERE merged_into IS NULL;
