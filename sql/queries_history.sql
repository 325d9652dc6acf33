-- SPDX-License-Identifier: MIT
--
-- queries_history.sql - the statements on what was changed, and on what is
-- staged to be, by name; all others stand in queries.sql.

-- ---------------------------------------------------------------- history

-- name: event_next :one
-- The id that the next event gets.
SELECT 1 + max(coalesce((SELECT max(id) FROM event), 0),
               coalesce((SELECT seq FROM sqlite_sequence
                          WHERE name = 'event'), 0));

-- name: sequence :one
-- The highest id that a table ever had.
SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = :name), 0);

-- name: sequence_begin :exec
INSERT INTO sqlite_sequence (name, seq)
SELECT :name, 0
 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name);

-- name: sequence_raise :exec
UPDATE sqlite_sequence SET seq = :least WHERE seq < :least AND name = :name;

-- name: rule_permanent_next :one
-- The permanent rule that follows in order of id.
SELECT id FROM rule
 WHERE id > :after AND (status = 301 OR status = 308)
 ORDER BY id
 LIMIT 1;

-- name: rule_trust :exec
UPDATE rule SET promoted_at = :promoted_at WHERE id = :id;

-- name: event_add :exec
INSERT INTO event (id, batch, at, who, what, rule, count, before, after, undoes)
VALUES (:id, :batch, :at, :who, :what, :rule, :count, :before, :after, :undoes);

-- name: event_count :exec
UPDATE event SET count = :count WHERE id = :id;

-- name: event_remove_added :exec
-- The removals that rule_remove_added is about to make, one event each.
INSERT INTO event (batch, at, who, what, rule, count, before, undoes)
SELECT :batch, :at, :who, :what, id, 1, json_object(
  'id', id, 'source', source, 'target', target, 'after', after, 'tags', tags,
  'note', note, 'status', status, 'query', query, 'share', share,
  'starts_at', starts_at, 'expires_at', expires_at, 'created_at', created_at,
  'promoted_at', promoted_at, 'promoted_until', promoted_until,
  'max_age', max_age, 'strict', strict, 'ignore_case', ignore_case,
  'literal', literal, 'enabled', enabled, 'protect', protect,
  'sunset', sunset, 'rank', rank, 'conditions', conditions,
  'repeats', repeats, 'added', added), :undoes
  FROM rule WHERE added = :event ORDER BY id;

-- name: event_each :many
SELECT id, batch, at, who, what, rule, count, before, after, undone
  FROM event ORDER BY id DESC LIMIT :limit;

-- name: event_each_of :many
-- Those of one rule, and the one that stands for its addition.
SELECT id, batch, at, who, what, rule, count, before, after, undone
  FROM event
 WHERE rule = :rule OR id = (SELECT added FROM rule WHERE id = :rule)
 ORDER BY id DESC LIMIT :limit;

-- name: batch_what :one
SELECT what, rule + count FROM event WHERE id = :batch;

-- name: batch_last :one
-- The last batch that is neither an undo nor undone.
SELECT batch FROM event WHERE undoes = 0 AND undone = 0
 ORDER BY id DESC LIMIT 1;

-- name: batch_of :one
-- The batch of an event, who took it back, and what it took back.
SELECT batch, undone, undoes FROM event WHERE id = :event;

-- name: batch_previous :one
-- A batch's events, the last one first.
SELECT id, rule, before, after FROM event
 WHERE batch = :batch AND id < :below
 ORDER BY id DESC LIMIT 1;

-- name: batch_disturbed :one
-- A change that stands, was made after the batch, and touched one of its
-- rules.  An undo of something later has only restored what the batch left.
-- The plus has a rule's own events looked at, of which there are few, and not
-- all of the batch for each later event.
SELECT later.id, later.rule, later.what
  FROM event AS later
 WHERE later.id > :batch AND later.batch <> :batch AND later.undone = 0
   AND later.undoes < :batch AND later.rule <> 0
   AND (EXISTS (SELECT 1 FROM event AS own
                 WHERE own.rule = later.rule AND +own.batch = :batch)
     OR EXISTS (SELECT 1 FROM event AS many
                 WHERE many.id = later.before ->> 'added'
                   AND many.batch = :batch AND many.rule = 0))
 ORDER BY later.id LIMIT 1;

-- name: batch_undone :exec
UPDATE event SET undone = :undone WHERE batch = :batch;

-- ------------------------------------------------------------------ stages

-- name: stage_event :one
-- When a stage began: nothing else is recorded so.
SELECT id, at, who FROM event
 WHERE what = 'stage' AND rule = 0 AND count = 0
 ORDER BY id DESC LIMIT 1;

-- name: stage_fits :one
-- Whether the history goes on from where the stage began.
SELECT NOT EXISTS (SELECT 1 FROM event
                    WHERE id >= :base AND what = 'restore' AND rule = 0)
   AND coalesce((SELECT max(id) FROM event), 0) >= :base - 1;

-- name: stage_touched :many
-- The rules that were changed in a stage, or added to it.
SELECT rule FROM event WHERE id > :base AND rule <> 0
 UNION
SELECT id FROM rule WHERE added > :base
 ORDER BY 1;

-- name: stage_was :one
-- What the first change of a rule since then has found.
SELECT before FROM event
 WHERE rule = :id AND id >= :base ORDER BY id LIMIT 1;

-- name: stage_added :one
SELECT :row ->> 'added';

-- name: stage_expected :many
-- The expectations that were not there when a stage began: what happened to one
-- first since then has found none.
SELECT one FROM
       (SELECT coalesce(before, after) ->> 'expectation' AS one, before, min(id)
          FROM event WHERE rule = 0 AND id >= :base GROUP BY one)
 WHERE one IS NOT NULL AND before IS NULL
 ORDER BY one;

-- name: stage_same :one
SELECT json_remove(:a, '$.added') = json_remove(:b, '$.added');
