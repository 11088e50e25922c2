-- +goose Up

-- What admins are about to teach.
CREATE TABLE proposals (
    id          TEXT PRIMARY KEY,
    proposed_at BIGINT NOT NULL,
    lesson      TEXT NOT NULL -- in JSON
);

-- +goose Down
DROP TABLE proposals;
