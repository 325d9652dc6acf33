-- SPDX-License-Identifier: MIT
--
-- given.sql - the columns of a virtual table that is in no file: the rows that a
-- statement takes all at once (store_given.c).
--
-- name: given :script
-- The values of a rule, in the order of rules.c.
CREATE TABLE given (
  id, source, target, after, tags, note, status, query, share, starts_at,
  expires_at, created_at, promoted_at, promoted_until, max_age, strict,
  ignore_case, literal, enabled, protect, sunset, rank, kind, scheme, host,
  path, lookup, params, nparams, held, conditions, repeats, added
);

-- name: given_hits :script
-- The same in hits.db.
CREATE TABLE given (rule, day, served, late, first, last);
