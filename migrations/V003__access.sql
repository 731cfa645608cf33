-- Accounts, keys and roles: who works with whom, what a role may set, what is shared with whom, and how the office is
-- set up.

-- The whole key ring as it was last decided, so that a file that a kill left one step behind is put right.
ALTER TABLE key_ring_seen ADD COLUMN ring TEXT;

-- A masked role sees no contact details; a role may set all stages, or those of role_stages.
ALTER TABLE roles ADD COLUMN masked INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1));
ALTER TABLE roles ADD COLUMN all_stages INTEGER NOT NULL DEFAULT 1 CHECK (all_stages IN (0, 1));

-- office: the stages a role may set, where it may not set all.
CREATE TABLE role_stages (
    id          INTEGER PRIMARY KEY,
    role_id     INTEGER NOT NULL REFERENCES roles (id),
    stage_id    INTEGER NOT NULL REFERENCES stages (id),
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX role_stages_once ON role_stages (role_id, stage_id) WHERE deleted_at IS NULL;

-- office: people who work together and see each other's leads.
CREATE TABLE teams (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL COLLATE NOCASE,
    lead_id     INTEGER REFERENCES accounts (id),   -- who leads it
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX teams_once ON teams (name) WHERE deleted_at IS NULL;

-- shared: an organisation or person who sends leads.
CREATE TABLE partners (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL COLLATE NOCASE,
    created_at  TEXT NOT NULL,
    created_by  INTEGER REFERENCES accounts (id),
    updated_at  TEXT,
    updated_by  INTEGER REFERENCES accounts (id),
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX partners_once ON partners (name) WHERE deleted_at IS NULL;

ALTER TABLE accounts ADD COLUMN team_id INTEGER REFERENCES teams (id);
ALTER TABLE accounts ADD COLUMN partner_id INTEGER REFERENCES partners (id);
ALTER TABLE accounts ADD COLUMN partner_all INTEGER NOT NULL DEFAULT 0 CHECK (partner_all IN (0, 1));
ALTER TABLE accounts ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'day', 'dusk'));

-- Which partner sent the lead, or was given it.
ALTER TABLE leads ADD COLUMN partner_id INTEGER REFERENCES partners (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX leads_by_partner ON leads (partner_id) WHERE partner_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX leads_by_creator ON leads (created_by) WHERE deleted_at IS NULL;

-- shared: a lead that somebody may see beside who holds it.
CREATE TABLE lead_shares (
    id          INTEGER PRIMARY KEY,
    lead_id     INTEGER NOT NULL REFERENCES leads (id),
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    shared_by   INTEGER NOT NULL REFERENCES accounts (id),
    created_at  TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;
CREATE UNIQUE INDEX lead_shares_once ON lead_shares (account_id, lead_id) WHERE deleted_at IS NULL;
CREATE INDEX lead_shares_of_lead ON lead_shares (lead_id) WHERE deleted_at IS NULL;

CREATE INDEX sessions_of_account ON sessions (account_id, id);
CREATE INDEX sessions_open ON sessions (id) WHERE ended_at IS NULL;

-- office: a printed one-time code that fixes the role of the account it is used for.
CREATE TABLE invitations (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,                  -- for whom
    role_id     INTEGER NOT NULL REFERENCES roles (id),
    secret      TEXT NOT NULL,                  -- derived from the code, which is nowhere
    made_by     INTEGER NOT NULL REFERENCES accounts (id),
    made_at     TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    used_by     INTEGER REFERENCES accounts (id),
    deleted_at  TEXT
) STRICT;

-- office: how the office is set up, where it is not as it comes.
CREATE TABLE settings (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    value       TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;

-- local: what somebody typed and did not save yet.
CREATE TABLE drafts (
    id          INTEGER PRIMARY KEY,
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    form        TEXT NOT NULL,
    subject     INTEGER NOT NULL DEFAULT 0,     -- the row the form is of; 0 for a new one
    content     TEXT NOT NULL,
    saved_at    TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX drafts_once ON drafts (account_id, form, subject);

-- The built-in roles of offices made before: a guest sees no contact details, a caller sets every stage but the won
-- ones, and only administrators undo what others did.
UPDATE roles SET masked = 1 WHERE name = 'guest';
UPDATE roles SET all_stages = 0 WHERE name = 'caller';
INSERT INTO role_stages (role_id, stage_id)
    SELECT roles.id, stages.id FROM roles JOIN stages ON stages.kind <> 'won' AND stages.deleted_at IS NULL
    WHERE roles.name = 'caller';
UPDATE role_permissions SET deleted_at = '2026-11-21T00:00:00.000Z'
    WHERE permission = 'activity.undo_any' AND deleted_at IS NULL
    AND role_id = (SELECT id FROM roles WHERE name = 'manager');
