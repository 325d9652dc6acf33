-- SPDX-License-Identifier: MIT
--
-- 2.sql - rules.db from version 1 to version 2, within a transaction.
--
-- What comes out is what schema.sql makes: tests/unit/test_migrate.c compares.
--
-- name: migrate_2 :script

ALTER TABLE rule ADD COLUMN
  repeats        TEXT    NOT NULL       -- when within the window; '': always
                 DEFAULT '' CHECK (length(repeats) <= 200);

CREATE TABLE expectation (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  url            TEXT    NOT NULL       -- as typed
                 CHECK (length(url) BETWEEN 1 AND 8300),
  method         TEXT    NOT NULL
                 DEFAULT 'GET' CHECK (length(method) BETWEEN 1 AND 40),
  answer         TEXT    NOT NULL       -- "307 https://b.example/x", or "404"
                 CHECK (length(answer) BETWEEN 3 AND 4100),
  at             INTEGER                -- for which instant; NULL: for now,
                 CHECK (at BETWEEN 0 AND 253402300799), -- whenever that is
  created_at     INTEGER NOT NULL,
  who            TEXT    NOT NULL,      -- name of the user
  note           TEXT    NOT NULL       -- for people
                 DEFAULT '' CHECK (length(note) <= 2000)
) STRICT;

CREATE TABLE finding (
  rule           INTEGER PRIMARY KEY,   -- rule.id
  at             INTEGER NOT NULL,      -- when it was asked
  result         TEXT    NOT NULL       -- a word: what came of it
                 CHECK (length(result) BETWEEN 1 AND 40),
  status         INTEGER                -- of the answer; NULL: there was none
                 CHECK (status BETWEEN 100 AND 999),
  location       TEXT    NOT NULL       -- where the answer leads; '': nowhere
                 DEFAULT '' CHECK (length(location) <= 8000),
  ms             INTEGER NOT NULL       -- how long it took
                 DEFAULT 0 CHECK (ms >= 0),
  message        TEXT    NOT NULL       -- why there was no answer
                 DEFAULT '' CHECK (length(message) <= 2000)
) STRICT;

DROP INDEX rule_head;
CREATE INDEX rule_head ON rule (lookup, host, params) WHERE held = 1;

PRAGMA user_version = 2;
