-- SPDX-License-Identifier: MIT
--
-- schema.sql - the rules and their history: version 2 of rules.db.
--
-- name: schema :script
--
-- Times are Unix seconds, UTC.  Booleans are 0 and 1.

PRAGMA application_id = 0x64745275;     -- "dtRu", shown by file(1)
PRAGMA user_version   = 2;              -- must equal RULES_VERSION

CREATE TABLE rule (
  -- AUTOINCREMENT: ids are never used again, because hits refer to them.
  id             INTEGER PRIMARY KEY AUTOINCREMENT,

  source         TEXT    NOT NULL       -- what is matched, as typed
                 CHECK (length(source) BETWEEN 1 AND 2000),
  target         TEXT    NOT NULL       -- where to go, as typed; '' for those
                                        -- that lead nowhere, 410 and 503
                 CHECK (length(target) <= 2000),
  after          TEXT    NOT NULL       -- at its end: decline, gone, or a target
                 DEFAULT 'decline' CHECK (length(after) BETWEEN 1 AND 2000),
  tags           TEXT    NOT NULL       -- "a,b": sorted, each once
                 DEFAULT '' CHECK (length(tags) <= 500),
  note           TEXT    NOT NULL       -- for people; never sent
                 DEFAULT '' CHECK (length(note) <= 2000),
  status         INTEGER NOT NULL       -- HTTP status.  No IN of three or
                 CHECK (status BETWEEN 301 AND 303 -- more: it is a temporary
                     OR status BETWEEN 307 AND 308 -- table for each INSERT
                     OR status = 410 OR status = 503),
  query          TEXT    NOT NULL       -- the visitor's parameters
                 DEFAULT 'pass' CHECK (query IN ('pass', 'drop')),
  share          INTEGER NOT NULL       -- percent of visitors
                 DEFAULT 100 CHECK (share BETWEEN 1 AND 100),

  starts_at      INTEGER                -- NULL: since ever
                 CHECK (starts_at BETWEEN 0 AND 253402300799),
  expires_at     INTEGER                -- first second after; NULL: never
                 CHECK (expires_at BETWEEN 0 AND 253402300799),
  created_at     INTEGER NOT NULL,
  promoted_at    INTEGER NOT NULL       -- 301, 308: since when; else 0
                 DEFAULT 0,
  promoted_until INTEGER                -- the end that promotion took away;
                 DEFAULT 0,             -- NULL: never; 0: there was none
  max_age        INTEGER                -- seconds; NULL: no-cache
                 CHECK (max_age BETWEEN 0 AND 31536000),

  strict         INTEGER NOT NULL       -- the final slash counts
                 DEFAULT 0 CHECK (strict IN (0, 1)),
  ignore_case    INTEGER NOT NULL       -- a-z and A-Z are the same
                 DEFAULT 0 CHECK (ignore_case IN (0, 1)),
  literal        INTEGER NOT NULL       -- '*' and ':' are ordinary characters
                 DEFAULT 0 CHECK (literal IN (0, 1)),
  enabled        INTEGER NOT NULL
                 DEFAULT 1 CHECK (enabled IN (0, 1)),
  protect        INTEGER NOT NULL       -- never promoted without force
                 DEFAULT 0 CHECK (protect IN (0, 1)),
  sunset         INTEGER NOT NULL       -- send a Sunset header
                 DEFAULT 0 CHECK (sunset IN (0, 1)),
  rank           INTEGER NOT NULL       -- among regular expressions: the lower
                 DEFAULT 100            -- first
                 CHECK (rank BETWEEN 0 AND 1000000),

  -- The source, normalised: made by the programs, found by the indexes.
  kind           INTEGER NOT NULL       -- 0 exact, 1 prefix, 2 pattern, 3 regex
                 CHECK (kind BETWEEN 0 AND 15),
  scheme         TEXT    NOT NULL       -- '' is any
                 CHECK (scheme = '' OR scheme = 'http' OR scheme = 'https'),
  host           TEXT    NOT NULL       -- '' is any; '*.b' all below b
                 CHECK (length(host) <= 300),
  path           TEXT    NOT NULL       -- without a final star
                 CHECK (length(path) <= 2000),
  lookup         TEXT    NOT NULL       -- by which it is found: source.h
                 CHECK (length(lookup) <= 2100),
  params         TEXT    NOT NULL       -- those that it requires: params.h
                 CHECK (length(params) <= 2000),
  nparams        INTEGER NOT NULL       -- how many
                 CHECK (nparams BETWEEN 0 AND 8),
  held           INTEGER NOT NULL       -- the worker holds it in memory: all
                 CHECK (held IN (0, 1)), -- but exact paths without wildcards

  conditions     TEXT    NOT NULL       -- further conditions; '': none
                 DEFAULT '' CHECK (length(conditions) <= 8000),

  added          INTEGER NOT NULL       -- the event that added it
                 DEFAULT 0,

  -- Since version 2.  New columns come last: migrate/ can only append.
  repeats        TEXT    NOT NULL       -- when within the window; '': always
                 DEFAULT '' CHECK (length(repeats) <= 200),

  CHECK (expires_at > starts_at),
  CHECK ((status = 410 OR status = 503) = (target = '')),
  CHECK (status NOT IN (301, 308) OR expires_at IS NULL)
) STRICT;

-- Serves the worker's lookup: rules for a host and for any host are neighbours.
-- With held in it, it answers by itself, without a look at the table.
CREATE INDEX rule_exact ON rule (lookup, host, held) WHERE held = 0;

-- The rules that the worker holds in memory, found without a look at a million
-- exact ones; and, of many with one head, those with the same parameters.
CREATE INDEX rule_head ON rule (lookup, host, params) WHERE held = 1;

-- Tells whether a second lookup, in lower case, is ever needed.
CREATE INDEX rule_folded ON rule (id) WHERE held = 0 AND ignore_case = 1;

-- Tells whether parameters of a request are ever looked up.
CREATE INDEX rule_params ON rule (id) WHERE held = 0 AND nparams > 0;

-- What was changed; rows are only ever added, but for the column "undone".
CREATE TABLE event (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  batch          INTEGER NOT NULL,      -- id of the first event of its command
  at             INTEGER NOT NULL,
  who            TEXT    NOT NULL,      -- name of the user
  what           TEXT    NOT NULL,      -- the command: add, promote, import
  rule           INTEGER NOT NULL,      -- 0: stands for all rules whose "added"
                                        -- is this event
  count          INTEGER NOT NULL,      -- rules that it stands for
  before         TEXT,                  -- the row as JSON; NULL: it was not there
  after          TEXT,                  -- NULL: it is no longer there, or rule = 0
  undoes         INTEGER NOT NULL       -- the batch that an undo takes back
                 DEFAULT 0,
  undone         INTEGER NOT NULL       -- the batch that took this one back
                 DEFAULT 0
) STRICT;

CREATE INDEX event_rule  ON event (rule, id);
CREATE INDEX event_batch ON event (batch, id);

-- What URLs shall get: checked before and after a change.
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

-- What the targets of rules answered when they were asked last.
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
