-- SPDX-License-Identifier: MIT
--
-- rules-1.sql - rules.db as version 1 of the schema left it: rules of every
-- kind and their history.  Never edited: what was published stays as it was.

PRAGMA application_id = 0x64745275;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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

  -- Not used by version 1; here so that later rules need no migration.
  conditions     TEXT    NOT NULL       -- further conditions
                 DEFAULT '' CHECK (length(conditions) <= 8000),

  added          INTEGER NOT NULL       -- the event that added it
                 DEFAULT 0,

  CHECK (expires_at > starts_at),
  CHECK ((status = 410 OR status = 503) = (target = '')),
  CHECK (status NOT IN (301, 308) OR expires_at IS NULL)
) STRICT;
INSERT INTO rule VALUES(1,'/old','/new','decline','move,q4','moved for a while',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/old','/old','',0,0,'',1);
INSERT INTO rule VALUES(2,'example.com/docs/*','https://docs.example/v2/:splat','decline','','',302,'pass',100,1793534400,1801440000,1793534400,0,0,300,0,0,0,1,0,0,100,1,'','example.com','/docs','/docs','',0,1,'',2);
INSERT INTO rule VALUES(3,'/blog/:year/:slug','https://blog.example/:slug?y=:year','decline','','',307,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,0,0,100,2,'','','/blog/:year/:slug','/blog/*/*','',0,1,'',3);
INSERT INTO rule VALUES(4,'~/p/(\d+)','/item/$1','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,7,3,'','','/p/(\d+)','/p/(\d+)','',0,1,'',4);
INSERT INTO rule VALUES(5,'/index.php?p=12&lang=de','/zwoelf','decline','','',308,'pass',100,1793534400,NULL,1793534400,1793534400,1793534400,NULL,0,0,0,1,0,0,100,0,'','','/index.php','/index.php?p=12','lang=de&p=12',2,0,'',5);
INSERT INTO rule VALUES(6,'*.example.com/Sale','https://shop.example/sale?a=1','gone','','',307,'pass',100,1796083200,1797292800,1793534400,0,0,NULL,1,1,0,1,0,0,100,0,'','*.example.com','/Sale','/sale','',0,1,'',6);
INSERT INTO rule VALUES(7,'/secret','','decline','','',410,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,1,0,100,0,'','','/secret','/secret','',0,0,'',7);
INSERT INTO rule VALUES(8,'https://example.org/*','','decline','','',503,'pass',100,1793534400,1793541600,1793534400,0,0,NULL,0,0,0,1,0,0,100,1,'https','example.org','','','',0,1,'',8);
INSERT INTO rule VALUES(9,'/half','/B','decline','','',307,'drop',20,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,1,100,0,'','','/half','/half','',0,0,'',9);
INSERT INTO rule VALUES(10,'/CSS/:hover','/lit','/fallback','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,1,0,0,0,100,0,'','','/CSS/:hover','/CSS/:hover','',0,0,'',10);
INSERT INTO rule VALUES(11,'/i1','/j1','decline','','quoted " , note',307,'pass',100,NULL,1790812800,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/i1','/i1','',0,0,'',14);
INSERT INTO rule VALUES(13,'/i3','/j3','decline','','',307,'pass',100,NULL,NULL,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/i3','/i3','',0,0,'',14);
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
INSERT INTO event VALUES(1,1,1793534400,'ada','add',1,1,NULL,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":1}',0,0);
INSERT INTO event VALUES(2,2,1793534400,'ada','add',2,1,NULL,'{"id":2,"source":"example.com/docs/*","target":"https://docs.example/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":2}',0,0);
INSERT INTO event VALUES(3,3,1793534400,'ada','add',3,1,NULL,'{"id":3,"source":"/blog/:year/:slug","target":"https://blog.example/:slug?y=:year","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":3}',0,0);
INSERT INTO event VALUES(4,4,1793534400,'ada','add',4,1,NULL,'{"id":4,"source":"~/p/(\\d+)","target":"/item/$1","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":7,"added":4}',0,0);
INSERT INTO event VALUES(5,5,1793534400,'ada','add',5,1,NULL,'{"id":5,"source":"/index.php?p=12&lang=de","target":"/zwoelf","after":"decline","tags":"","note":"","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793534400,"promoted_until":1793534400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":5}',0,0);
INSERT INTO event VALUES(6,6,1793534400,'ada','add',6,1,NULL,'{"id":6,"source":"*.example.com/Sale","target":"https://shop.example/sale?a=1","after":"gone","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1796083200,"expires_at":1797292800,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":1,"ignore_case":1,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":6}',0,0);
INSERT INTO event VALUES(7,7,1793534400,'ada','add',7,1,NULL,'{"id":7,"source":"/secret","target":"","after":"decline","tags":"","note":"","status":410,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":1,"sunset":0,"rank":100,"added":7}',0,0);
INSERT INTO event VALUES(8,8,1793534400,'ada','add',8,1,NULL,'{"id":8,"source":"https://example.org/*","target":"","after":"decline","tags":"","note":"","status":503,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1793541600,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":8}',0,0);
INSERT INTO event VALUES(9,9,1793534400,'ada','add',9,1,NULL,'{"id":9,"source":"/half","target":"/B","after":"decline","tags":"","note":"","status":307,"query":"drop","share":20,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":1,"rank":100,"added":9}',0,0);
INSERT INTO event VALUES(10,10,1793534400,'Bob O’Brien','add',10,1,NULL,'{"id":10,"source":"/CSS/:hover","target":"/lit","after":"/fallback","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":1,"enabled":0,"protect":0,"sunset":0,"rank":100,"added":10}',0,0);
INSERT INTO event VALUES(11,11,1793534400,'ada','promote',1,1,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":1}','{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793534400,"promoted_until":1796126400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":1}',0,0);
INSERT INTO event VALUES(12,12,1793534400,'ada','demote',1,1,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793534400,"promoted_until":1796126400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":1}','{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":1}',0,0);
INSERT INTO event VALUES(13,13,1793534400,'ada','edit',2,1,'{"id":2,"source":"example.com/docs/*","target":"https://docs.example/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":2}','{"id":2,"source":"example.com/docs/*","target":"https://docs.example/v2/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":2}',0,0);
INSERT INTO event VALUES(14,14,1793534400,'ada','import',0,3,NULL,NULL,0,0);
INSERT INTO event VALUES(15,15,1793534400,'ada','remove',13,1,'{"id":13,"source":"/i3","target":"/j3","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":null,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":14}',NULL,0,16);
INSERT INTO event VALUES(16,16,1793534400,'ada','undo',13,1,NULL,'{"id":13,"source":"/i3","target":"/j3","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":null,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":14}',15,0);
INSERT INTO event VALUES(17,17,1793534400,'ada','remove',12,1,'{"id":12,"source":"/i2","target":"/j2","after":"decline","tags":"","note":"café","status":307,"query":"pass","share":100,"starts_at":null,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"added":14}',NULL,0,0);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('rule',13);
INSERT INTO sqlite_sequence VALUES('event',17);
CREATE INDEX rule_exact ON rule (lookup, host, held) WHERE held = 0;
CREATE INDEX rule_head ON rule (lookup, host) WHERE held = 1;
CREATE INDEX rule_folded ON rule (id) WHERE held = 0 AND ignore_case = 1;
CREATE INDEX rule_params ON rule (id) WHERE held = 0 AND nparams > 0;
CREATE INDEX event_rule  ON event (rule, id);
CREATE INDEX event_batch ON event (batch, id);
COMMIT;
