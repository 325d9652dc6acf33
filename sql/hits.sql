-- SPDX-License-Identifier: MIT
--
-- hits.sql - how often rules answered: version 1 of hits.db.
--
-- A database of its own, so that counting never writes the rules.
--
-- name: hits_schema :script

PRAGMA application_id = 0x64744869;     -- "dtHi"
PRAGMA user_version   = 1;              -- must equal HITS_VERSION

CREATE TABLE hit (
  rule   INTEGER NOT NULL,              -- rule.id
  day    INTEGER NOT NULL,              -- first second of the UTC day
  served INTEGER NOT NULL,              -- answers while active or permanent
  late   INTEGER NOT NULL,              -- requests after its end
  first  INTEGER NOT NULL,              -- instants, within the day
  last   INTEGER NOT NULL,
  PRIMARY KEY (rule, day)
) STRICT, WITHOUT ROWID;

-- What was counted of the logs of web servers, so that nothing is counted twice.
-- Made when it is missing: the first hits.db had none.
CREATE TABLE log (
  first  INTEGER PRIMARY KEY,           -- hash of a log's first line
  octets INTEGER NOT NULL,              -- counted, whole lines
  last   INTEGER NOT NULL,              -- hash of the last of them
  at     INTEGER NOT NULL               -- when
) STRICT;
