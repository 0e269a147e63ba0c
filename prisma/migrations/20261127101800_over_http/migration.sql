-- Callbacks that were rightly signed and did not come over TLS, as far as we can tell: answered 503, to come again.
ALTER TABLE callback_rollups ADD COLUMN over_http bigint NOT NULL DEFAULT 0;
