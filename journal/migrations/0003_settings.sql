-- +goose Up

-- What managers have chosen for their server and its channels.
ALTER TABLE guilds ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'; -- in JSON

-- +goose Down
ALTER TABLE guilds DROP COLUMN settings;
