PRAGMA journal_mode  = WAL;
PRAGMA synchronous   = FULL;   -- what is committed is on the disk
PRAGMA secure_delete = ON;     -- what was deleted is overwritten
PRAGMA busy_timeout  = 5000;
PRAGMA cache_size    = -16384; -- KiB
PRAGMA temp_store    = MEMORY; -- what a call that fails takes back is in no file

-- The log of every case, line by line: what is true. Everything else could be made from it.
CREATE TABLE IF NOT EXISTS log (
    case_id TEXT    NOT NULL,
    place   INTEGER NOT NULL,
    entry   TEXT    NOT NULL,
    PRIMARY KEY (case_id, place)
) WITHOUT ROWID;

-- Every case as its log tells it, with what a list of tickets shows.
CREATE TABLE IF NOT EXISTS cases (
    id          TEXT    PRIMARY KEY,
    length      INTEGER NOT NULL,
    wake_at     INTEGER,          -- nanoseconds since 1970
    summary     TEXT    NOT NULL,
    record      TEXT    NOT NULL
);
CREATE INDEX IF NOT EXISTS cases_by_wake ON cases (wake_at, id) WHERE wake_at IS NOT NULL;

-- Where every mention stands.
CREATE TABLE IF NOT EXISTS mentions (
    channel TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    edition INTEGER NOT NULL,
    author  TEXT,                 -- without its `@`, in lower case
    case_id TEXT,
    loose   INTEGER NOT NULL,     -- in no case, and may yet be in one
    filing  TEXT    NOT NULL,
    PRIMARY KEY (channel, id)
);
CREATE INDEX IF NOT EXISTS mentions_by_author ON mentions (channel, author, edition);

-- What people wrote.
CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, text TEXT NOT NULL);

-- What is to be done in the world, in the order in which it was asked.
CREATE TABLE IF NOT EXISTS outbox (
    place    INTEGER PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE,
    after    TEXT,                -- the part before it
    text     TEXT,
    effect   TEXT    NOT NULL,
    attempt  INTEGER NOT NULL,    -- larger where it is sent anew
    arrived  INTEGER NOT NULL DEFAULT 0,
    settled  INTEGER NOT NULL DEFAULT 0,
    token    INTEGER,
    until    INTEGER,
    leased   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS outbox_open ON outbox (place) WHERE NOT settled AND NOT arrived;

CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO counters VALUES ('opened', 0), ('token', 0);
