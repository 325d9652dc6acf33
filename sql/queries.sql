-- SPDX-License-Identifier: MIT
--
-- queries.sql - every statement that the programs run, by name; but those of
-- queries_history.sql.
--
-- Rules are read with SELECT *: the columns stand in the order of schema.sql,
-- which rules.c relies on and tests/unit/test_sql.c checks.

-- ------------------------------------------------------------- connection

-- name: settings :script
PRAGMA cell_size_check = ON;
PRAGMA mmap_size = 0;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
-- Half a megabyte, for those who only read: the pages lie in the system's cache,
-- and what the worker is asked again, it remembers (memo.h).
PRAGMA cache_size = -500;

-- name: settings_rules :script
-- A rule whose command has returned survives a power cut.  The writer
-- checkpoints by itself, under its lock.
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA journal_size_limit = 1048576;
PRAGMA cache_size = -65536;

-- name: settings_hits :script
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 1000;
PRAGMA journal_size_limit = 4194304;

-- name: application_id :control
PRAGMA application_id;

-- name: user_version :control
PRAGMA user_version;

-- name: schema_indexes :many
-- Not those that SQLite makes by itself.
SELECT name, sql FROM sqlite_schema
 WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid;

-- name: schema_has_index :one
SELECT EXISTS (SELECT 1 FROM sqlite_schema
                WHERE type = 'index' AND name = :name);

-- name: data_version :control
PRAGMA data_version;

-- name: journal_mode :control
PRAGMA journal_mode;

-- name: journal_wal :control
PRAGMA journal_mode = WAL;

-- name: is_empty :one
SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema);

-- name: begin_read :control
BEGIN;

-- name: begin_write :control
BEGIN IMMEDIATE;

-- name: commit :control
COMMIT;

-- name: rollback :control
ROLLBACK;

-- name: checkpoint :control
PRAGMA wal_checkpoint(TRUNCATE);

-- name: integrity :control
PRAGMA integrity_check(1);

-- name: rule_count :one
SELECT count(*) FROM rule;

-- name: event_sum :one
SELECT count(*) FROM event;

-- name: backup :control
VACUUM INTO :path;

-- ------------------------------------------------------------------ rules

-- name: rule_at :many
-- The worker's lookup: rules for any host come first, and most paths have no
-- rule, or one, so that this is one seek.  Of the columns only what is needed
-- to serve, as rules_from_served() has them: each text costs SQLite an
-- allocation.
SELECT id, host, source, target, after, status, query, share, starts_at,
       expires_at, created_at, promoted_at, max_age, strict, ignore_case,
       literal, enabled, protect, sunset, rank, conditions, repeats
  FROM rule WHERE lookup = :lookup AND held = 0 ORDER BY host;

-- name: rule_exact :many
-- The same where many hosts have the path.
SELECT id, host, source, target, after, status, query, share, starts_at,
       expires_at, created_at, promoted_at, max_age, strict, ignore_case,
       literal, enabled, protect, sunset, rank, conditions, repeats
  FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 0;

-- name: rule_at_1 :many
-- Both in a table of version 1, which lacks the last column.
SELECT id, host, source, target, after, status, query, share, starts_at,
       expires_at, created_at, promoted_at, max_age, strict, ignore_case,
       literal, enabled, protect, sunset, rank, conditions, ''
  FROM rule WHERE lookup = :lookup AND held = 0 ORDER BY host;

-- name: rule_exact_1 :many
SELECT id, host, source, target, after, status, query, share, starts_at,
       expires_at, created_at, promoted_at, max_age, strict, ignore_case,
       literal, enabled, protect, sunset, rank, conditions, ''
  FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 0;

-- name: rule_lookups :many
-- What exact rules are looked up by, from the index alone.
SELECT lookup FROM rule INDEXED BY rule_exact WHERE held = 0;

-- name: rule_last :one
SELECT coalesce(max(id), 0) FROM rule;

-- name: near_lookup :one
-- The first path that exact rules are looked up by, from another one on.
SELECT lookup FROM rule WHERE lookup >= :least AND held = 0
 ORDER BY lookup LIMIT 1;

-- name: near_exact :many
-- Exact rules on any host; what follows a '?' is a required parameter.
SELECT id FROM rule WHERE lookup = :lookup AND held = 0
UNION ALL
SELECT id FROM rule
 WHERE lookup > :lookup || '?' AND lookup < :lookup || '@' AND held = 0
 LIMIT :most;

-- name: rule_key :one
-- What a rule is found by, whatever its source says.
SELECT host, lookup FROM rule WHERE id = :id;

-- name: rule_heads :many
SELECT * FROM rule WHERE held = 1;

-- name: rule_between :many
-- Exact rules whose lookup lies within a range.
SELECT * FROM rule
 WHERE held = 0 AND lookup >= :low AND lookup < :high ORDER BY lookup;

-- name: rule_any_folded :one
-- INDEXED BY: SQLite would walk through rule_exact, all of it if there is none.
SELECT EXISTS (SELECT 1 FROM rule INDEXED BY rule_folded
                WHERE held = 0 AND ignore_case = 1);

-- name: rule_any_params :one
SELECT EXISTS (SELECT 1 FROM rule INDEXED BY rule_params
                WHERE held = 0 AND nparams > 0);

-- name: rule_get :one
SELECT * FROM rule WHERE id = :id;

-- name: rule_each :many
SELECT * FROM rule WHERE id > :after ORDER BY id;

-- name: rule_id_after :one
SELECT id FROM rule WHERE id > :after ORDER BY id LIMIT 1;

-- name: rule_place :one
SELECT kind, scheme, host, path, lookup, params, nparams, held
  FROM rule WHERE id = :id;

-- name: rule_numbers :one
-- All but the texts, of which any may be too long to be read.
SELECT id, '' AS source, '' AS target, '' AS after, '' AS tags, '' AS note,
       status, 'pass' AS query, share, starts_at, expires_at, created_at,
       promoted_at, promoted_until, max_age, strict, ignore_case, literal,
       enabled, protect, sunset, rank, kind, '' AS scheme, '' AS host,
       '' AS path, '' AS lookup, '' AS params, nparams, held, '' AS conditions,
       added, '' AS repeats
  FROM rule WHERE id = :id;

-- name: rule_head_ids :many
SELECT id FROM rule WHERE held = 1;

-- name: rule_at_ids :many
SELECT id FROM rule WHERE lookup = :lookup AND held = 0;

-- name: rule_same_exact :many
SELECT * FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 0 AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
 ORDER BY id;

-- name: rule_same_head :many
SELECT * FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 1 AND kind = :kind
   AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
 ORDER BY id;

-- name: rule_full_exact :one
-- A row when there are more than so many with the same source, but for one.
SELECT 1 FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 0 AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
   AND +id <> :id
 LIMIT 1 OFFSET :most;

-- name: rule_full_head :one
SELECT 1 FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 1 AND kind = :kind
   AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
   AND +id <> :id
 LIMIT 1 OFFSET :most;

-- name: rule_fullest :many
-- The sources that have more rules than so many, one of which an event has
-- added.  The indexes tell where to look: few places have as many.
SELECT source, count(*)
  FROM rule
 WHERE held = 0 AND (lookup, host) IN (
         SELECT lookup, host FROM rule INDEXED BY rule_exact WHERE held = 0
          GROUP BY lookup, host HAVING count(*) > :most)
 GROUP BY lookup, host, params, scheme, strict, ignore_case,
          strict AND substr(path, -1) = '/'
HAVING count(*) > :most AND max(added = :event)
UNION ALL
SELECT source, count(*)
  FROM rule
 WHERE held = 1 AND (lookup, host) IN (
         SELECT lookup, host FROM rule INDEXED BY rule_head WHERE held = 1
          GROUP BY lookup, host HAVING count(*) > :most)
 GROUP BY lookup, host, kind, params, scheme, strict, ignore_case,
          strict AND substr(path, -1) = '/'
HAVING count(*) > :most AND max(added = :event);

-- name: rule_again_exact :many
-- Of rule_same_exact those with this id, or this start, these conditions and
-- this repetition: the rows are looked at here, because there may be thousands of one source.
SELECT * FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 0 AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
   AND (+id = :id OR starts_at IS :starts_at AND conditions = :conditions
                     AND repeats = :repeats)
 ORDER BY id;

-- name: rule_again_head :many
SELECT * FROM rule
 WHERE lookup = :lookup AND host = :host AND held = 1 AND kind = :kind
   AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
   AND (+id = :id OR starts_at IS :starts_at AND conditions = :conditions
                     AND repeats = :repeats)
 ORDER BY id;

-- name: rule_again_of :many
-- The same without an index: whether the row of this id is one.
SELECT * FROM rule
 WHERE lookup = :lookup AND host = :host AND kind = :kind AND params = :params
   AND scheme = :scheme AND strict = :strict AND ignore_case = :ignore_case
   AND (strict = 0 OR (substr(path, -1) = '/') = (substr(:path, -1) = '/'))
   AND (id = :id OR starts_at IS :starts_at AND conditions = :conditions
                    AND repeats = :repeats)
   AND id = :other;

-- name: rule_some :one
-- How many there are, as far as that matters.
SELECT count(*) FROM (SELECT 1 FROM rule LIMIT :most);

-- name: rule_unindex :script
-- For rows that rule_validate() has passed: checking them again takes a fifth of
-- the time, and PRAGMA integrity_check does it as well.
PRAGMA ignore_check_constraints = ON;
-- Sorting a million rows takes memory: what is too much goes into a file.  The
-- cache stays small: what follows walks once through all of the index.
PRAGMA temp_store = FILE;
PRAGMA cache_size = -8192;
-- What was read is sorted by another thread while the next is read.
PRAGMA threads = 1;
-- The index that has nearly all rows.
DROP INDEX IF EXISTS rule_exact;

-- name: rule_unindex_held :script
-- The same for tables of prefixes, say.
DROP INDEX IF EXISTS rule_head;

-- name: rule_index :script
-- Word for word as in schema.sql.
CREATE INDEX IF NOT EXISTS rule_exact ON rule (lookup, host, held) WHERE held = 0;
CREATE INDEX IF NOT EXISTS rule_head ON rule (lookup, host, params) WHERE held = 1;
PRAGMA ignore_check_constraints = OFF;

-- name: rule_add :exec
INSERT INTO rule (id, source, target, after, tags, note, status, query, share,
                  starts_at, expires_at, created_at, promoted_at,
                  promoted_until, max_age, strict, ignore_case, literal,
                  enabled, protect, sunset, rank, kind, scheme, host,
                  path, lookup, params, nparams, held, conditions, repeats,
                  added)
VALUES (:id, :source, :target, :after, :tags, :note, :status, :query, :share,
        :starts_at, :expires_at, :created_at, :promoted_at,
        :promoted_until, :max_age, :strict, :ignore_case, :literal,
        :enabled, :protect, :sunset, :rank, :kind, :scheme, :host,
        :path, :lookup, :params, :nparams, :held, :conditions, :repeats,
        :added);

-- name: rule_add_given :exec
-- Very many at once: store_give().
INSERT INTO rule (id, source, target, after, tags, note, status, query, share,
                  starts_at, expires_at, created_at, promoted_at,
                  promoted_until, max_age, strict, ignore_case, literal,
                  enabled, protect, sunset, rank, kind, scheme, host,
                  path, lookup, params, nparams, held, conditions, repeats,
                  added)
SELECT * FROM given;

-- name: rule_add_plain :exec
-- The same, if what is not named here has its default.
INSERT INTO rule (id, source, target, status, starts_at, expires_at, created_at,
                  kind, scheme, host, path, lookup, params, nparams, held,
                  added)
SELECT id, source, target, status, starts_at, expires_at, created_at,
       0, '', host, path, lookup, '', 0, 0, added
  FROM given;

-- name: rule_next :one
-- The id that the next rule gets.
SELECT 1 + max(coalesce((SELECT max(id) FROM rule), 0),
               coalesce((SELECT seq FROM sqlite_sequence
                          WHERE name = 'rule'), 0));

-- name: rule_change :exec
UPDATE rule
   SET source = :source, target = :target, after = :after, tags = :tags,
       note = :note, status = :status, query = :query, share = :share,
       starts_at = :starts_at, expires_at = :expires_at,
       created_at = :created_at, promoted_at = :promoted_at,
       promoted_until = :promoted_until, max_age = :max_age,
       strict = :strict, ignore_case = :ignore_case, literal = :literal,
       enabled = :enabled, protect = :protect, sunset = :sunset,
       rank = :rank, kind = :kind, scheme = :scheme, host = :host, path = :path,
       lookup = :lookup, params = :params, nparams = :nparams, held = :held,
       conditions = :conditions, repeats = :repeats
 WHERE id = :id;

-- name: rule_remove :exec
DELETE FROM rule WHERE id = :id;

-- name: rule_remove_added :exec
-- Takes back all additions that one event stands for.
DELETE FROM rule WHERE added = :event;

-- name: rule_id_used :one
-- Whether an id is, or ever was, that of a rule.
SELECT EXISTS (SELECT 1 FROM rule WHERE id = :id)
    OR EXISTS (SELECT 1 FROM event WHERE rule = :id);

-- name: rule_json :one
-- The row as history keeps it: all but the normalised source, which is made
-- again from the source.  A text that other programs have made too long is cut:
-- so it can still be edited or removed.
SELECT json_object(
  'id', id, 'source', substr(source, 1, 2001), 'target', substr(target, 1, 2001),
  'after', substr(after, 1, 2001), 'tags', substr(tags, 1, 501),
  'note', substr(note, 1, 2001), 'status', status, 'query', query, 'share', share,
  'starts_at', starts_at, 'expires_at', expires_at, 'created_at', created_at,
  'promoted_at', promoted_at, 'promoted_until', promoted_until,
  'max_age', max_age, 'strict', strict, 'ignore_case', ignore_case,
  'literal', literal, 'enabled', enabled, 'protect', protect,
  'sunset', sunset, 'rank', rank, 'conditions', substr(conditions, 1, 4001),
  'repeats', substr(repeats, 1, 201), 'added', added)
  FROM rule WHERE id = :id;

-- name: rule_from_json :one
-- The way back: a row of the table, made from its JSON.
SELECT :json ->> 'id',
       :json ->> 'source',
       :json ->> 'target',
       :json ->> 'after',
       :json ->> 'tags',
       :json ->> 'note',
       :json ->> 'status',
       :json ->> 'query',
       :json ->> 'share',
       :json ->> 'starts_at',
       :json ->> 'expires_at',
       :json ->> 'created_at',
       :json ->> 'promoted_at',
       :json ->> 'promoted_until',
       :json ->> 'max_age',
       :json ->> 'strict',
       :json ->> 'ignore_case',
       :json ->> 'literal',
       :json ->> 'enabled',
       :json ->> 'protect',
       :json ->> 'sunset',
       :json ->> 'rank',
       0, '', '', '', '',       -- the normalised source:
       '', 0, 0,                -- it is made again
       :json ->> 'conditions',  -- history of version 1 lacks this
       :json ->> 'added',
       :json ->> 'repeats';     -- and this

-- ----------------------------------------------------------- expectations

-- name: expectation_each :many
SELECT id, url, method, answer, at, created_at, who, note
  FROM expectation ORDER BY id;

-- name: expectation_add :exec
INSERT INTO expectation (url, method, answer, at, created_at, who, note)
VALUES (:url, :method, :answer, :at, :created_at, :who, :note);

-- name: expectation_remove :exec
DELETE FROM expectation WHERE id = :id;

-- name: expectation_json :one
-- One as the history keeps it: "expectation" tells it from a rule.
SELECT json_object('expectation', id, 'url', url, 'method', method,
                   'answer', answer, 'at', at, 'created_at', created_at,
                   'who', who, 'note', note)
  FROM expectation WHERE id = :id;

-- name: expectation_id :one
SELECT coalesce(:json ->> 'expectation', 0);

-- name: expectation_from_json :exec
INSERT INTO expectation (id, url, method, answer, at, created_at, who, note)
SELECT :json ->> 'expectation', :json ->> 'url', :json ->> 'method',
       :json ->> 'answer', :json ->> 'at', :json ->> 'created_at',
       :json ->> 'who', :json ->> 'note'
 WHERE NOT EXISTS (SELECT 1 FROM expectation
                    WHERE id = :json ->> 'expectation');

-- name: expectation_brought :many
-- Those that a batch has put into the table, and that are there.
SELECT DISTINCT expectation.id
  FROM event JOIN expectation ON expectation.id = event.after ->> 'expectation'
 WHERE event.batch = :batch AND event.rule = 0 AND event.after IS NOT NULL
 ORDER BY 1;

-- name: expectation_clashes :many
-- Those of a batch that have another one of the same request, for the same
-- instant.  The '+' keeps SQLite from a look at all for each of them: it makes
-- an index for this once.
SELECT own.id, other.id, other.url, other.method, own.answer, other.answer
  FROM expectation AS own JOIN expectation AS other
    ON other.url = own.url AND other.method = own.method
   AND other.at IS own.at AND other.id <> own.id
 WHERE +own.id IN (SELECT after ->> 'expectation' FROM event
                    WHERE batch = :batch AND rule = 0 AND after IS NOT NULL)
 ORDER BY own.id, other.answer = own.answer, other.id;

-- --------------------------------------------------------------- findings

-- name: finding_put :exec
-- For a rule that is still there, and still leads to what was asked.
INSERT OR REPLACE INTO finding (rule, at, result, status, location, ms, message)
SELECT id, :at, :result, :status, :location, :ms, :message
  FROM rule WHERE id = :rule AND target = :target;

-- name: finding_get :one
SELECT at, result, status, ms FROM finding WHERE rule = :rule;

-- name: finding_forget :exec
-- Before a rule is changed: of another target nothing is known yet.
DELETE FROM finding
 WHERE rule = :rule
   AND NOT EXISTS (SELECT 1 FROM rule WHERE id = :rule AND target = :target);

-- ------------------------------------------------------------------- hits

-- name: hit_add :exec
-- Very many at once: store_give().  WHERE tells SQLite's parser that what follows
-- is no join.
INSERT INTO hit (rule, day, served, late, first, last)
SELECT * FROM given WHERE true
    ON CONFLICT (rule, day) DO UPDATE
   SET served = served + excluded.served,
       late   = late + excluded.late,
       first  = iif(excluded.first < first, excluded.first, first),
       last   = iif(excluded.last > last, excluded.last, last);

-- name: log_make :exec
-- As in hits.sql.
CREATE TABLE IF NOT EXISTS log (
  first  INTEGER PRIMARY KEY,
  octets INTEGER NOT NULL,
  last   INTEGER NOT NULL,
  at     INTEGER NOT NULL
) STRICT;

-- name: log_is_there :one
SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'log');

-- name: log_get :one
SELECT octets, last FROM log WHERE first = :first;

-- name: log_put :exec
INSERT INTO log (first, octets, last, at)
VALUES (:first, :octets, :last, :at)
    ON CONFLICT (first) DO UPDATE
   SET octets = excluded.octets, last = excluded.last, at = excluded.at;

-- name: hit_last_rule :one
SELECT coalesce(max(rule), 0) FROM hit;

-- name: hit_sum :one
SELECT coalesce(sum(served), 0), coalesce(sum(late), 0),
       coalesce(min(first), 0), coalesce(max(last), 0),
       coalesce(max(last) FILTER (WHERE late > 0), 0)
  FROM hit WHERE rule = :rule;
