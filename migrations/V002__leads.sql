-- Leads and the events they come from.

-- shared: a community event of the agency.
CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL COLLATE NOCASE,
    created_at  TEXT NOT NULL,
    created_by  INTEGER REFERENCES accounts (id),
    updated_at  TEXT,
    updated_by  INTEGER REFERENCES accounts (id),
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX events_once ON events (name) WHERE deleted_at IS NULL;

-- shared: a person who may need care. References are checked at the commit: checked row by row, SQLite would keep a
-- copy of every page that an insert with its log entry touches, and an import would take ten times as long.
CREATE TABLE leads (
    id                  INTEGER PRIMARY KEY,
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL,
    created_by          INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    updated_by          INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    staff_id            INTEGER REFERENCES staff (id) DEFERRABLE INITIALLY DEFERRED,
    first_name          TEXT NOT NULL DEFAULT '',
    last_name           TEXT NOT NULL DEFAULT '',
    name_key            TEXT NOT NULL,          -- last and first name folded, for sorting
    stage_id            INTEGER NOT NULL REFERENCES stages (id) DEFERRABLE INITIALLY DEFERRED,
    source_id           INTEGER NOT NULL REFERENCES choices (id) DEFERRABLE INITIALLY DEFERRED,
    event_id            INTEGER REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    word_of_mouth_id    INTEGER REFERENCES choices (id) DEFERRABLE INITIALLY DEFERRED,
    other_source_type   TEXT NOT NULL DEFAULT '',
    active_client       INTEGER NOT NULL DEFAULT 0 CHECK (active_client IN (0, 1)),
    referral_type_id    INTEGER REFERENCES choices (id) DEFERRABLE INITIALLY DEFERRED,
    phone               TEXT NOT NULL DEFAULT '',   -- as it was typed
    phone_digits        TEXT NOT NULL DEFAULT '',   -- its normal form, for sorting and matching
    email               TEXT NOT NULL DEFAULT '',
    street              TEXT NOT NULL DEFAULT '',
    city                TEXT NOT NULL DEFAULT '',
    state               TEXT NOT NULL DEFAULT '',
    zip_code            TEXT NOT NULL DEFAULT '',
    dob                 TEXT,                       -- YYYY-MM-DD
    medicaid_no         TEXT NOT NULL DEFAULT '',
    e_contact_name      TEXT NOT NULL DEFAULT '',
    e_contact_relation  TEXT NOT NULL DEFAULT '',
    e_contact_phone     TEXT NOT NULL DEFAULT '',
    contact_status_id   INTEGER NOT NULL REFERENCES choices (id) DEFERRABLE INITIALLY DEFERRED,
    last_contact_date   TEXT,
    comments            TEXT NOT NULL DEFAULT '',
    deleted_at          TEXT
) STRICT;

-- One index for every column the list sorts by or filters on; see leads/list.rs.
CREATE INDEX leads_by_created ON leads (created_at, source_id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_updated ON leads (updated_at) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_name ON leads (name_key) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_phone ON leads (phone_digits) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_city ON leads (city COLLATE NOCASE) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_last_contact ON leads (last_contact_date) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_stage ON leads (stage_id, active_client, referral_type_id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_source ON leads (source_id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_staff ON leads (staff_id) WHERE deleted_at IS NULL;
CREATE INDEX leads_by_contact_status ON leads (contact_status_id) WHERE deleted_at IS NULL;
