-- The schema of SQLite and PostgreSQL alike. docs/privacy.md says what each column is for
-- and how long it is kept. Times are milliseconds since 1970, UTC; hours are such times,
-- rounded down. IDs are random unless a comment says otherwise. A migration must fail when it
-- is applied twice: with SQLite, two processes may try it at the same time.

-- +goose Up

-- Files of generations, by the SHA-256 of their content, in hexadecimal.
CREATE TABLE blobs (
    hash    TEXT PRIMARY KEY,
    content BYTEA NOT NULL
);

-- Corpora that were live. The ID is the SHA-256 of their paths and hashes.
CREATE TABLE generations (
    id         TEXT PRIMARY KEY,
    applied_at BIGINT NOT NULL,
    applied_by TEXT NOT NULL,
    units      BIGINT NOT NULL,
    note       TEXT NOT NULL
);

CREATE TABLE generation_files (
    generation TEXT NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    path       TEXT NOT NULL,
    hash       TEXT NOT NULL REFERENCES blobs (hash),
    PRIMARY KEY (generation, position)
);
CREATE INDEX generation_files_by_hash ON generation_files (hash);

-- What all processes follow: one row.
CREATE TABLE state (
    one_row  INTEGER PRIMARY KEY CHECK (one_row = 1),
    secret   BYTEA NOT NULL,                 -- the key of the pseudonyms
    revision BIGINT NOT NULL,                -- number of changes of live, taught or guilds
    taught   BIGINT NOT NULL,                -- the revision of the last change of taught
    live     TEXT REFERENCES generations (id) -- NULL before the first generation
);

-- The right to change live or taught: at most one row.
CREATE TABLE lease (
    one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
    token   TEXT NOT NULL,
    holder  TEXT NOT NULL,
    work    TEXT NOT NULL,
    since   BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE asked (
    id       TEXT PRIMARY KEY,
    hour     BIGINT NOT NULL,
    guild    TEXT NOT NULL,
    asker    BIGINT NOT NULL, -- one of a few buckets that members share
    language TEXT NOT NULL,
    verdict  TEXT NOT NULL,
    unit     TEXT NOT NULL, -- '' for none
    question TEXT           -- NULL if it was answered and not voted down
);
CREATE INDEX asked_by_hour ON asked (hour);

-- A vote may be written before its row of asked, by another process.
CREATE TABLE votes (
    asked   TEXT NOT NULL,
    voter   TEXT NOT NULL, -- a pseudonym that differs for each row of asked
    hour    BIGINT NOT NULL,
    guild   TEXT NOT NULL,
    helpful BOOLEAN NOT NULL,
    PRIMARY KEY (asked, voter)
);
CREATE INDEX votes_by_hour ON votes (hour);

CREATE TABLE taught (
    id         TEXT PRIMARY KEY,
    taught_at  BIGINT NOT NULL,
    taught_by  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    language   TEXT NOT NULL,
    question   TEXT NOT NULL,
    unit       TEXT NOT NULL,
    unit_text  TEXT NOT NULL,
    answer     TEXT NOT NULL,
    address    TEXT NOT NULL,
    say        TEXT NOT NULL, -- one a line
    mean       TEXT NOT NULL, -- one a line
    undone_at  BIGINT,        -- NULL while it is in force
    undone_by  TEXT
);

CREATE TABLE actions (
    id      TEXT PRIMARY KEY,
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    action  TEXT NOT NULL,
    detail  TEXT NOT NULL
);
CREATE INDEX actions_by_time ON actions (done_at);

CREATE TABLE subscriptions (
    asked   TEXT NOT NULL REFERENCES asked (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    locale  TEXT NOT NULL,
    PRIMARY KEY (asked, user_id)
);
CREATE INDEX subscriptions_by_user ON subscriptions (user_id);

-- When a member was last told.
CREATE TABLE notices (
    user_id TEXT PRIMARY KEY,
    told_at BIGINT NOT NULL
);

CREATE TABLE guilds (
    guild   TEXT PRIMARY KEY,
    journal BOOLEAN -- NULL for the default
);

-- +goose Down
DROP TABLE guilds;
DROP TABLE notices;
DROP TABLE subscriptions;
DROP TABLE actions;
DROP TABLE taught;
DROP TABLE votes;
DROP TABLE asked;
DROP TABLE lease;
DROP TABLE state;
DROP TABLE generation_files;
DROP TABLE generations;
DROP TABLE blobs;
