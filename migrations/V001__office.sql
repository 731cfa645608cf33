-- The office: who works here, what they may do, the lists they choose from, and the log of everything.
-- Every table is labelled: shared (the office's own data), office (accounts, roles, settings), local (can be
-- rebuilt from the rest). Time is UTC, RFC 3339 with milliseconds. Rows are never deleted: deleted_at is set.

-- office: the one row that says whose file this is.
CREATE TABLE office (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    name        TEXT NOT NULL,
    device      INTEGER NOT NULL DEFAULT 0,     -- ids of this installation are device << 42 | counter
    created_at  TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;

-- office: the key ring that belongs to this file, so that an old one beside it is noticed.
CREATE TABLE key_ring_seen (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    counter  INTEGER NOT NULL,
    digest   TEXT NOT NULL                      -- SHA-256 of the ring, hex
) STRICT;

-- office: what an account may do, and whose leads it sees.
CREATE TABLE roles (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,           -- for programs: owner, intake_coordinator
    label       TEXT NOT NULL,
    reach       TEXT NOT NULL,                  -- everyone, team, own, assigned, partner, clients, none
    built_in    INTEGER NOT NULL DEFAULT 0,
    deleted_at  TEXT
) STRICT;

CREATE TABLE role_permissions (
    id          INTEGER PRIMARY KEY,
    role_id     INTEGER NOT NULL REFERENCES roles (id),
    permission  TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX role_permissions_once ON role_permissions (role_id, permission) WHERE deleted_at IS NULL;

-- office: a staff member's sign-in. The password is not here: see the key ring.
CREATE TABLE accounts (
    id          INTEGER PRIMARY KEY,
    user_name   TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name        TEXT NOT NULL,
    email       TEXT NOT NULL COLLATE NOCASE UNIQUE,
    role_id     INTEGER NOT NULL REFERENCES roles (id),
    state       TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    created_at  TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;

-- office: who sat at which computer, from when to when.
CREATE TABLE sessions (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    computer     TEXT NOT NULL,
    system_user  TEXT NOT NULL,
    way_in       TEXT NOT NULL CHECK (way_in IN ('window', 'command line')),
    started_at   TEXT NOT NULL,
    ended_at     TEXT,
    why_ended    TEXT
) STRICT;

-- shared: whoever holds leads: an account's person, or a written name that no account has (yet).
CREATE TABLE staff (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    account_id  INTEGER REFERENCES accounts (id),
    deleted_at  TEXT
) STRICT;
CREATE INDEX staff_by_name ON staff (name COLLATE NOCASE);

-- office: the ordered stages a lead moves through.
CREATE TABLE stages (
    id          INTEGER PRIMARY KEY,
    position    INTEGER NOT NULL,
    label       TEXT NOT NULL,
    hue         TEXT NOT NULL,                  -- #rrggbb; the badge derives its colours from it
    kind        TEXT NOT NULL CHECK (kind IN ('open', 'no_answer', 'won', 'lost', 'parked')),
    deleted_at  TEXT
) STRICT;

-- office: every list that people choose from.
CREATE TABLE choices (
    id          INTEGER PRIMARY KEY,
    list        TEXT NOT NULL,                  -- source, word_of_mouth_type, last_contact_status, referral_type
    position    INTEGER NOT NULL,
    label       TEXT NOT NULL,
    is_default  INTEGER NOT NULL DEFAULT 0,
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX choices_once ON choices (list, label COLLATE NOCASE) WHERE deleted_at IS NULL;

-- The activity log. Append-only: triggers and the authorizer refuse to change or remove a row.
CREATE TABLE operations (
    id            INTEGER PRIMARY KEY,          -- the sequence, without a gap
    at            TEXT NOT NULL,
    account_id    INTEGER REFERENCES accounts (id),
    session_id    INTEGER REFERENCES sessions (id),
    action        TEXT NOT NULL,                -- lead.add, account.sign_in
    sentence      TEXT NOT NULL,                -- what the person reads
    lead_id       INTEGER,                      -- the one lead it is about, if it is about one
    undoes        INTEGER REFERENCES operations (id),
    first_change  INTEGER,                      -- its rows of `changes`, which follow one another
    last_change   INTEGER,
    previous_mac  TEXT NOT NULL,
    mac           TEXT NOT NULL
) STRICT;
CREATE INDEX operations_undoing ON operations (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX operations_of_account ON operations (account_id, id) WHERE undoes IS NULL AND first_change IS NOT NULL;
CREATE INDEX operations_of_lead ON operations (lead_id) WHERE lead_id IS NOT NULL;

-- What an operation changed. For a new row `what` is NULL: its values are the row's own.
-- Otherwise it is {"column": [old, new], ...} of the columns that changed.
CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,
    operation  INTEGER NOT NULL,
    tbl        TEXT NOT NULL,
    row        INTEGER NOT NULL,
    what       TEXT
) STRICT;
CREATE INDEX changes_of_row ON changes (tbl, row, operation);

CREATE TRIGGER operations_stay_u BEFORE UPDATE ON operations BEGIN SELECT raise(ABORT, 'the activity log is append-only'); END;
CREATE TRIGGER operations_stay_d BEFORE DELETE ON operations BEGIN SELECT raise(ABORT, 'the activity log is append-only'); END;
CREATE TRIGGER changes_stay_u BEFORE UPDATE ON changes BEGIN SELECT raise(ABORT, 'the activity log is append-only'); END;
CREATE TRIGGER changes_stay_d BEFORE DELETE ON changes BEGIN SELECT raise(ABORT, 'the activity log is append-only'); END;

-- local: the operation that is open on the writing connection. Between operations it says none, and a write to a
-- logged table fails.
CREATE TABLE open_operation (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    operation  INTEGER
) STRICT;
INSERT INTO open_operation (id) VALUES (1);

-- local: the last operation that touched a table, so that a list knows whether it is still true.
CREATE TABLE table_versions (
    id         INTEGER PRIMARY KEY,
    tbl        TEXT NOT NULL UNIQUE,
    operation  INTEGER NOT NULL
) STRICT;
