-- The activity log that people can trust: salted links, erasing for good, checks of the log, who looked, and the words
-- of the log for its search.

-- A random number beside each entry, so that nobody can guess from the link what an erased entry said. Entries of
-- before have none, and erased ones have theirs no more.
ALTER TABLE operations ADD COLUMN salt BLOB;

-- Filters by person and by action; the sequence comes with every index.
DROP INDEX operations_of_account;
CREATE INDEX operations_of_account ON operations (account_id, action);

-- office: the entries of the log whose content was erased with a lead, by order of the owner. What is left of them is
-- bound by `mac`; the entry's own link stays as it was, so the chain does not break.
CREATE TABLE erasures (
    id          INTEGER PRIMARY KEY,
    entry       INTEGER NOT NULL,
    mac         TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;
CREATE INDEX erasures_of_entry ON erasures (entry);

-- The log changes in one way only: what an erased entry said goes, within the operation that writes its erasure. Its
-- random number goes too; its sentence may stay where it says nothing of whom was erased.
DROP TRIGGER operations_stay_u;
DROP TRIGGER changes_stay_u;
CREATE TRIGGER operations_stay_u BEFORE UPDATE ON operations BEGIN
    SELECT raise(ABORT, 'the activity log is append-only') WHERE NOT (
        NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.account_id IS OLD.account_id AND NEW.session_id IS OLD.session_id
        AND NEW.action IS OLD.action AND NEW.lead_id IS OLD.lead_id AND NEW.undoes IS OLD.undoes
        AND NEW.first_change IS OLD.first_change AND NEW.last_change IS OLD.last_change
        AND NEW.previous_mac IS OLD.previous_mac AND NEW.mac IS OLD.mac
        AND (NEW.sentence IS 'Erased for good' OR NEW.sentence IS OLD.sentence) AND NEW.salt IS NULL
        AND EXISTS (SELECT 1 FROM erasures JOIN changes ON changes.tbl = 'erasures' AND changes.row = erasures.id
            WHERE erasures.entry = OLD.id AND changes.operation = (SELECT operation FROM open_operation)));
END;
CREATE TRIGGER changes_stay_u BEFORE UPDATE ON changes BEGIN
    SELECT raise(ABORT, 'the activity log is append-only') WHERE NOT (
        NEW.id IS OLD.id AND NEW.operation IS OLD.operation AND NEW.tbl IS OLD.tbl AND NEW.row IS OLD.row
        AND NEW.what IS '{}' AND OLD.what IS NOT NULL
        AND EXISTS (SELECT 1 FROM erasures JOIN changes AS mine ON mine.tbl = 'erasures' AND mine.row = erasures.id
            WHERE erasures.entry = OLD.operation AND mine.operation = (SELECT operation FROM open_operation)));
END;

-- INSERT OR REPLACE would take a row away without asking the triggers above, on a connection that does not ask for it.
CREATE TRIGGER operations_once BEFORE INSERT ON operations WHEN EXISTS (SELECT 1 FROM operations WHERE id = NEW.id) BEGIN
    SELECT raise(ROLLBACK, 'the activity log is append-only');
END;
CREATE TRIGGER changes_once BEFORE INSERT ON changes WHEN EXISTS (SELECT 1 FROM changes WHERE id = NEW.id) BEGIN
    SELECT raise(ROLLBACK, 'the activity log is append-only');
END;

-- When what a lead held was erased for good. The row stays, empty, so that its number is never given again.
ALTER TABLE leads ADD COLUMN erased_at TEXT;
CREATE INDEX leads_deleted ON leads (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

-- With whom a lead is or was shared, for its history.
CREATE INDEX lead_shares_ever ON lead_shares (lead_id);

-- office: each time the log was checked, and up to where it was found whole.
CREATE TABLE log_checks (
    id          INTEGER PRIMARY KEY,
    at          TEXT NOT NULL,
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    whole       INTEGER NOT NULL CHECK (whole IN (0, 1)),   -- from the first entry, or from the last check on
    sequence    INTEGER NOT NULL,                           -- the last entry that fits
    mac         TEXT NOT NULL,                              -- its link
    entries     INTEGER NOT NULL,                           -- how many were looked at
    wrong       TEXT,                                       -- what was found, as a sentence
    tag         TEXT NOT NULL,                              -- binds the row to the log's key
    deleted_at  TEXT
) STRICT;

-- office: the heads of the log that were written outside: into exports, printed lists and backups.
CREATE TABLE heads_given (
    id          INTEGER PRIMARY KEY,
    operation   INTEGER NOT NULL,               -- the act it was given with
    written_to  TEXT NOT NULL,                  -- the file's name
    sequence    INTEGER NOT NULL,
    mac         TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;

-- office: which leads an export or a printed list held, as the set's own portable form in hex (Roaring, 64 bits).
CREATE TABLE leads_given (
    id          INTEGER PRIMARY KEY,
    operation   INTEGER NOT NULL,
    leads       INTEGER NOT NULL,
    lead_ids    TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;
CREATE INDEX leads_given_of_operation ON leads_given (operation);

-- office: who looked was gone through for a month, and by whom.
CREATE TABLE look_reviews (
    id          INTEGER PRIMARY KEY,
    month       TEXT NOT NULL,                  -- YYYY-MM
    at          TEXT NOT NULL,
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    looks       INTEGER NOT NULL,               -- how many there were
    newest      INTEGER NOT NULL,               -- the newest of them
    note        TEXT NOT NULL,
    deleted_at  TEXT
) STRICT;
CREATE INDEX look_reviews_of_month ON look_reviews (month);

-- local: the words of the log, entry by entry, in parts by who may find by them. It holds no text that can be read
-- back, and is filled behind the log.
CREATE VIRTUAL TABLE activity_words USING fts5 (
    marks, said, contact, protected,
    content = '', contentless_delete = 1, detail = column, tokenize = 'unicode61 remove_diacritics 2'
);

-- local: the words that stand in it, one after another.
CREATE VIRTUAL TABLE activity_terms USING fts5vocab(activity_words, instance);

-- local: up to which entry the words are there.
CREATE TABLE activity_words_upto (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    operation  INTEGER NOT NULL
) STRICT;
INSERT INTO activity_words_upto (id, operation) VALUES (1, 0);
