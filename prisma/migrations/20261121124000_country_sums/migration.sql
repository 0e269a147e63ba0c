-- Reports of some countries read the sums of those alone.
CREATE INDEX delivery_sums_country_idx ON delivery_sums (zone, country, starts_at);
CREATE INDEX verification_sums_country_idx ON verification_sums (zone, attribution, country, starts_at);
