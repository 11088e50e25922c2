-- +goose Up

-- Questions that were not answered, and what trusted members replied to them.
CREATE TABLE pairs (
    id       TEXT PRIMARY KEY,
    hour     BIGINT NOT NULL,
    guild    TEXT NOT NULL,
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    answer   TEXT NOT NULL
);

-- +goose Down
DROP TABLE pairs;
