-- SPDX-License-Identifier: MIT
--
-- rules-2.sql - rules.db as version 2 of the schema left it: rules of every
-- kind, their history, what URLs shall get, and what targets answered.  All
-- expectations hold on 2026-11-10.  Never edited: what was published stays as
-- it was.

PRAGMA application_id = 0x64745275;
PRAGMA user_version = 2;
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
INSERT INTO rule VALUES(1,'/old','/new','decline','move,q4','moved for a while',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/old','/old','',0,0,'',1,'');
INSERT INTO rule VALUES(2,'example.com/docs/*','https://docs.example/v2/:splat','decline','','',302,'pass',100,1793534400,1801440000,1793534400,0,0,300,0,0,0,1,0,0,100,1,'','example.com','/docs','/docs','',0,1,'',2,'');
INSERT INTO rule VALUES(3,'/blog/:year/:slug','https://blog.example/:slug?y=:year','decline','','',308,'pass',100,1793534400,NULL,1793534400,1793955600,NULL,NULL,0,0,0,1,0,0,100,2,'','','/blog/:year/:slug','/blog/*/*','',0,1,'',3,'');
INSERT INTO rule VALUES(4,'~/p/(\d+)','/item/$1','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,7,3,'','','/p/(\d+)','/p/(\d+)','',0,1,'',4,'');
INSERT INTO rule VALUES(5,'/index.php?p=12&lang=de','/zwoelf','decline','','',308,'pass',100,1793534400,NULL,1793534400,1793534400,1793534400,NULL,0,0,0,1,0,0,100,0,'','','/index.php','/index.php?p=12','lang=de&p=12',2,0,'',5,'');
INSERT INTO rule VALUES(6,'*.example.com/Sale','https://shop.example/sale?a=1','gone','','',307,'pass',100,1796083200,1797292800,1793534400,0,0,NULL,1,1,0,1,0,0,100,0,'','*.example.com','/Sale','/sale','',0,1,'',6,'');
INSERT INTO rule VALUES(7,'/secret','','decline','','',410,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,1,0,100,0,'','','/secret','/secret','',0,0,'',7,'');
INSERT INTO rule VALUES(8,'https://example.org/*','','decline','','',503,'pass',100,1793534400,1798761600,1793534400,0,0,NULL,0,0,0,1,0,0,100,1,'https','example.org','','','',0,1,'',8,'');
INSERT INTO rule VALUES(9,'/half','/B','decline','','',307,'drop',20,1793534400,1799053200,1793534400,0,0,NULL,0,0,0,1,0,1,100,0,'','','/half','/half','',0,0,'',9,'');
INSERT INTO rule VALUES(10,'/CSS/:hover','/lit','/fallback','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,1,0,0,0,100,0,'','','/CSS/:hover','/CSS/:hover','',0,0,'',10,'');
INSERT INTO rule VALUES(11,'example.com/night/*','','decline','','',503,'pass',100,1793534400,1798718400,1793534400,0,0,NULL,0,0,0,1,0,0,100,1,'','example.com','/night','/night','',0,1,'',11,'daily 22:00-06:00 Europe/Berlin');
INSERT INTO rule VALUES(12,'/shop','/weekend-offer','decline','','',307,'pass',100,1793534400,1801440000,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/shop','/shop','',0,0,'',12,'weekly sat,sun 10:00-18:00 America/New_York');
INSERT INTO rule VALUES(13,'/hours','/closed','decline','','',302,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/hours','/hours','',0,0,'',13,'daily 18:00-09:00 UTC');
INSERT INTO rule VALUES(14,'/','/de/','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/','/','',0,0,replace('language de\nlanguage pt-br','\n',char(10)),14,'');
INSERT INTO rule VALUES(15,'/beta','/beta/next','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/beta','/beta','',0,0,replace('cookie beta=1\nfrom_net 192.0.2.0/24\nfrom_net 2001:db8::/32','\n',char(10)),15,'');
INSERT INTO rule VALUES(16,'/api/*','https://api.example/v2/:splat','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,100,1,'','','/api','/api','',0,1,replace('method GET\nmethod HEAD\nmethod POST\nheader X-Client\nheader X-Version=2','\n',char(10)),16,'');
INSERT INTO rule VALUES(17,'/font.woff2','https://cdn.example/font.woff2','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,3600,0,0,0,1,0,0,100,0,'','','/font.woff2','/font.woff2','',0,0,replace('cors https://app.example\ncors https://www.example','\n',char(10)),17,'');
INSERT INTO rule VALUES(18,'http://legacy.example~/(?i)item-(\d+)\.html','https://www.example/items/$1','decline','','',307,'pass',100,1793534400,1801310400,1793534400,0,0,NULL,0,0,0,1,0,0,100,3,'http','legacy.example','/(?i)item-(\d+)\.html','/(?i)item-(\d+)\.html','',0,1,'',18,'');
INSERT INTO rule VALUES(19,'/see','','decline','','',410,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/see','/see','',0,0,'',19,'');
INSERT INTO rule VALUES(20,'/was','/is','decline','','',301,'pass',100,1793534400,NULL,1793534400,1793534400,1793534400,NULL,0,0,0,1,0,0,100,0,'','','/was','/was','',0,0,'',20,'');
INSERT INTO rule VALUES(21,'/camp','/winter','decline','','over the older one',307,'pass',100,1796083200,1798761600,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/camp','/camp','',0,0,'',21,'');
INSERT INTO rule VALUES(22,'/camp','/all-year','decline','','',307,'pass',100,1793534400,NULL,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/camp','/camp','',0,0,'',22,'');
INSERT INTO rule VALUES(23,'/chain','/old','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/chain','/chain','',0,0,'',23,'');
INSERT INTO rule VALUES(24,'/prämie/*','/bonus/:splat','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,1,'','','/pr%C3%A4mie','/pr%C3%A4mie','',0,1,'',24,'');
INSERT INTO rule VALUES(25,'/ok','http://127.0.0.1:18431/fine','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/ok','/ok','',0,0,'',25,'');
INSERT INTO rule VALUES(26,'/lost','http://127.0.0.1:18431/gone','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/lost','/lost','',0,0,'',26,'');
INSERT INTO rule VALUES(27,'/far','http://127.0.0.1:18431/moved','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/far','/far','',0,0,'',27,'');
INSERT INTO rule VALUES(28,'nobody.example/no','http://127.0.0.1:1/','decline','','',307,'pass',100,1793534400,1796126400,1793534400,0,0,NULL,0,0,0,1,0,0,100,0,'','nobody.example','/no','/no','',0,0,'',28,'');
INSERT INTO rule VALUES(29,'/i1','/j1','decline','','quoted " , note',307,'pass',100,NULL,1790812800,1793696400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/i1','/i1','',0,0,'',32,'');
INSERT INTO rule VALUES(31,'/i3','/j3','decline','','',307,'pass',100,NULL,1825146000,1793696400,0,0,NULL,0,0,0,1,0,0,100,0,'','','/i3','/i3','',0,0,'',32,'weekly mon-fri UTC');
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
INSERT INTO event VALUES(1,1,1793534400,'ada','add',1,1,NULL,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":1}',0,0);
INSERT INTO event VALUES(2,2,1793534400,'ada','add',2,1,NULL,'{"id":2,"source":"example.com/docs/*","target":"https://docs.example/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":2}',0,0);
INSERT INTO event VALUES(3,3,1793534400,'ada','add',3,1,NULL,'{"id":3,"source":"/blog/:year/:slug","target":"https://blog.example/:slug?y=:year","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":3}',0,0);
INSERT INTO event VALUES(4,4,1793534400,'ada','add',4,1,NULL,'{"id":4,"source":"~/p/(\\d+)","target":"/item/$1","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":7,"conditions":"","repeats":"","added":4}',0,0);
INSERT INTO event VALUES(5,5,1793534400,'ada','add',5,1,NULL,'{"id":5,"source":"/index.php?p=12&lang=de","target":"/zwoelf","after":"decline","tags":"","note":"","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793534400,"promoted_until":1793534400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":5}',0,0);
INSERT INTO event VALUES(6,6,1793534400,'ada','add',6,1,NULL,'{"id":6,"source":"*.example.com/Sale","target":"https://shop.example/sale?a=1","after":"gone","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1796083200,"expires_at":1797292800,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":1,"ignore_case":1,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":6}',0,0);
INSERT INTO event VALUES(7,7,1793534400,'ada','add',7,1,NULL,'{"id":7,"source":"/secret","target":"","after":"decline","tags":"","note":"","status":410,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":1,"sunset":0,"rank":100,"conditions":"","repeats":"","added":7}',0,0);
INSERT INTO event VALUES(8,8,1793534400,'ada','add',8,1,NULL,'{"id":8,"source":"https://example.org/*","target":"","after":"decline","tags":"","note":"","status":503,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1798761600,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":8}',0,0);
INSERT INTO event VALUES(9,9,1793534400,'ada','add',9,1,NULL,'{"id":9,"source":"/half","target":"/B","after":"decline","tags":"","note":"","status":307,"query":"drop","share":20,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":1,"rank":100,"conditions":"","repeats":"","added":9}',0,0);
INSERT INTO event VALUES(10,10,1793534400,'Bob O’Brien','add',10,1,NULL,'{"id":10,"source":"/CSS/:hover","target":"/lit","after":"/fallback","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":1,"enabled":0,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":10}',0,0);
INSERT INTO event VALUES(11,11,1793534400,'ada','add',11,1,NULL,'{"id":11,"source":"example.com/night/*","target":"","after":"decline","tags":"","note":"","status":503,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1798718400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"daily 22:00-06:00 Europe/Berlin","added":11}',0,0);
INSERT INTO event VALUES(12,12,1793534400,'ada','add',12,1,NULL,'{"id":12,"source":"/shop","target":"/weekend-offer","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"weekly sat,sun 10:00-18:00 America/New_York","added":12}',0,0);
INSERT INTO event VALUES(13,13,1793534400,'ada','add',13,1,NULL,'{"id":13,"source":"/hours","target":"/closed","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"daily 18:00-09:00 UTC","added":13}',0,0);
INSERT INTO event VALUES(14,14,1793534400,'ada','add',14,1,NULL,'{"id":14,"source":"/","target":"/de/","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"language de\nlanguage pt-br","repeats":"","added":14}',0,0);
INSERT INTO event VALUES(15,15,1793534400,'ada','add',15,1,NULL,'{"id":15,"source":"/beta","target":"/beta/next","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"cookie beta=1\nfrom_net 192.0.2.0/24\nfrom_net 2001:db8::/32","repeats":"","added":15}',0,0);
INSERT INTO event VALUES(16,16,1793534400,'ada','add',16,1,NULL,'{"id":16,"source":"/api/*","target":"https://api.example/v2/:splat","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"method GET\nmethod HEAD\nmethod POST\nheader X-Client\nheader X-Version=2","repeats":"","added":16}',0,0);
INSERT INTO event VALUES(17,17,1793534400,'ada','add',17,1,NULL,'{"id":17,"source":"/font.woff2","target":"https://cdn.example/font.woff2","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":3600,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"cors https://app.example\ncors https://www.example","repeats":"","added":17}',0,0);
INSERT INTO event VALUES(18,18,1793534400,'ada','add',18,1,NULL,'{"id":18,"source":"http://legacy.example~/(?i)item-(\\d+)\\.html","target":"https://www.example/items/$1","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801310400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":18}',0,0);
INSERT INTO event VALUES(19,19,1793534400,'ada','add',19,1,NULL,'{"id":19,"source":"/see","target":"/other","after":"decline","tags":"","note":"","status":303,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1794139200,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":19}',0,0);
INSERT INTO event VALUES(20,20,1793534400,'ada','add',20,1,NULL,'{"id":20,"source":"/was","target":"/is","after":"decline","tags":"","note":"","status":301,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793534400,"promoted_until":1793534400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":20}',0,0);
INSERT INTO event VALUES(21,21,1793534400,'ada','add',21,1,NULL,'{"id":21,"source":"/camp","target":"/winter","after":"decline","tags":"","note":"over the older one","status":307,"query":"pass","share":100,"starts_at":1796083200,"expires_at":1798761600,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":21}',0,0);
INSERT INTO event VALUES(22,22,1793534400,'ada','add',22,1,NULL,'{"id":22,"source":"/camp","target":"/all-year","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":22}',0,0);
INSERT INTO event VALUES(23,23,1793534400,'ada','add',23,1,NULL,'{"id":23,"source":"/chain","target":"/old","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":23}',0,0);
INSERT INTO event VALUES(24,24,1793534400,'ada','add',24,1,NULL,'{"id":24,"source":"/prämie/*","target":"/bonus/:splat","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":24}',0,0);
INSERT INTO event VALUES(25,25,1793534400,'ada','add',25,1,NULL,'{"id":25,"source":"/ok","target":"http://127.0.0.1:18431/fine","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":25}',0,0);
INSERT INTO event VALUES(26,26,1793534400,'ada','add',26,1,NULL,'{"id":26,"source":"/lost","target":"http://127.0.0.1:18431/gone","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":26}',0,0);
INSERT INTO event VALUES(27,27,1793534400,'ada','add',27,1,NULL,'{"id":27,"source":"/far","target":"http://127.0.0.1:18431/moved","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":27}',0,0);
INSERT INTO event VALUES(28,28,1793534400,'ada','add',28,1,NULL,'{"id":28,"source":"nobody.example/no","target":"http://127.0.0.1:1/","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":28}',0,0);
INSERT INTO event VALUES(29,29,1793538000,'ada','promote',1,1,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":1}','{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793538000,"promoted_until":1796126400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":1}',0,0);
INSERT INTO event VALUES(30,30,1793541600,'ada','demote',1,1,'{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793538000,"promoted_until":1796126400,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":1}','{"id":1,"source":"/old","target":"/new","after":"decline","tags":"move,q4","note":"moved for a while","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":1}',0,0);
INSERT INTO event VALUES(31,31,1793610000,'bob','edit',2,1,'{"id":2,"source":"example.com/docs/*","target":"https://docs.example/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":2}','{"id":2,"source":"example.com/docs/*","target":"https://docs.example/v2/:splat","after":"decline","tags":"","note":"","status":302,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1801440000,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":300,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":2}',0,0);
INSERT INTO event VALUES(32,32,1793696400,'ada','import',0,3,NULL,NULL,0,0);
INSERT INTO event VALUES(33,33,1793782800,'ada','remove',31,1,'{"id":31,"source":"/i3","target":"/j3","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":null,"expires_at":1825146000,"created_at":1793696400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"weekly mon-fri UTC","added":32}',NULL,0,34);
INSERT INTO event VALUES(34,34,1793786400,'ada','undo',31,1,NULL,'{"id":31,"source":"/i3","target":"/j3","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":null,"expires_at":1825146000,"created_at":1793696400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"weekly mon-fri UTC","added":32}',33,0);
INSERT INTO event VALUES(35,35,1793790000,'ada','remove',30,1,'{"id":30,"source":"/i2","target":"/j2","after":"decline","tags":"","note":"café","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793696400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":32}',NULL,0,0);
INSERT INTO event VALUES(36,36,1793869200,'ada','renew',9,1,'{"id":9,"source":"/half","target":"/B","after":"decline","tags":"","note":"","status":307,"query":"drop","share":20,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":1,"rank":100,"conditions":"","repeats":"","added":9}','{"id":9,"source":"/half","target":"/B","after":"decline","tags":"","note":"","status":307,"query":"drop","share":20,"starts_at":1793534400,"expires_at":1799053200,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":1,"rank":100,"conditions":"","repeats":"","added":9}',0,0);
INSERT INTO event VALUES(37,37,1793869200,'ada','disable',25,1,'{"id":25,"source":"/ok","target":"http://127.0.0.1:18431/fine","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":25}','{"id":25,"source":"/ok","target":"http://127.0.0.1:18431/fine","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":0,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":25}',0,0);
INSERT INTO event VALUES(38,38,1793872800,'ada','enable',25,1,'{"id":25,"source":"/ok","target":"http://127.0.0.1:18431/fine","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":0,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":25}','{"id":25,"source":"/ok","target":"http://127.0.0.1:18431/fine","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1796126400,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":25}',0,0);
INSERT INTO event VALUES(39,39,1793876400,'ada','retire',19,1,'{"id":19,"source":"/see","target":"/other","after":"decline","tags":"","note":"","status":303,"query":"pass","share":100,"starts_at":1793534400,"expires_at":1794139200,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":19}','{"id":19,"source":"/see","target":"","after":"decline","tags":"","note":"","status":410,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":19}',0,0);
INSERT INTO event VALUES(40,40,1793955600,'ada','promote',3,1,'{"id":3,"source":"/blog/:year/:slug","target":"https://blog.example/:slug?y=:year","after":"decline","tags":"","note":"","status":307,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":0,"promoted_until":0,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":3}','{"id":3,"source":"/blog/:year/:slug","target":"https://blog.example/:slug?y=:year","after":"decline","tags":"","note":"","status":308,"query":"pass","share":100,"starts_at":1793534400,"expires_at":null,"created_at":1793534400,"promoted_at":1793955600,"promoted_until":null,"max_age":null,"strict":0,"ignore_case":0,"literal":0,"enabled":1,"protect":0,"sunset":0,"rank":100,"conditions":"","repeats":"","added":3}',0,0);
INSERT INTO event VALUES(41,41,1794042000,'ada','expect',0,1,NULL,'{"expectation":1,"url":"/old","method":"GET","answer":"307 /new","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(42,42,1794042000,'ada','expect',0,1,NULL,'{"expectation":2,"url":"http://example.com/docs/a/b?c=1","method":"GET","answer":"302 https://docs.example/v2/a/b?c=1","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(43,43,1794042000,'ada','expect',0,1,NULL,'{"expectation":3,"url":"/blog/2026/x?z","method":"GET","answer":"308 https://blog.example/x?y=2026&z","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(44,44,1794042000,'ada','expect',0,1,NULL,'{"expectation":4,"url":"/p/12","method":"GET","answer":"3xx /item/12","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(45,45,1794042000,'ada','expect',0,1,NULL,'{"expectation":5,"url":"/index.php?lang=de&p=12&q","method":"GET","answer":"308 /zwoelf?q","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(46,46,1794042000,'ada','expect',0,1,NULL,'{"expectation":6,"url":"http://a.example.com/SALE","method":"GET","answer":"307 https://shop.example/sale?a=1","at":1796169600,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(47,47,1794042000,'ada','expect',0,1,NULL,'{"expectation":7,"url":"http://a.example.com/sale","method":"GET","answer":"410","at":1798848000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(48,48,1794042000,'ada','expect',0,1,NULL,'{"expectation":8,"url":"/secret","method":"GET","answer":"410","at":1893456000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(49,49,1794042000,'ada','expect',0,1,NULL,'{"expectation":9,"url":"https://example.org/any","method":"GET","answer":"503","at":1798718400,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(50,50,1794042000,'ada','expect',0,1,NULL,'{"expectation":10,"url":"/CSS/:hover","method":"GET","answer":"404","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(51,51,1794042000,'ada','expect',0,1,NULL,'{"expectation":11,"url":"http://example.com/night/x","method":"GET","answer":"503","at":1795212000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(52,52,1794042000,'ada','expect',0,1,NULL,'{"expectation":12,"url":"http://example.com/night/x","method":"GET","answer":"404","at":1795176000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(53,53,1794042000,'ada','expect',0,1,NULL,'{"expectation":13,"url":"/shop","method":"GET","answer":"3xx /weekend-offer","at":1795276800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(54,54,1794042000,'ada','expect',0,1,NULL,'{"expectation":14,"url":"/shop","method":"GET","answer":"404","at":1795449600,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(55,55,1794042000,'ada','expect',0,1,NULL,'{"expectation":15,"url":"/hours","method":"GET","answer":"302 /closed","at":1795230000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(56,56,1794042000,'ada','expect',0,1,NULL,'{"expectation":16,"url":"/","method":"GET","answer":"404","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(57,57,1794042000,'ada','expect',0,1,NULL,'{"expectation":17,"url":"/camp","method":"GET","answer":"3xx /winter","at":1796860800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(58,58,1794042000,'ada','expect',0,1,NULL,'{"expectation":18,"url":"/camp","method":"GET","answer":"3xx /all-year","at":1799539200,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(59,59,1794042000,'ada','expect',0,1,NULL,'{"expectation":19,"url":"http://legacy.example/ITEM-7.html","method":"GET","answer":"3xx https://www.example/items/7","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(60,60,1794042000,'ada','expect',0,1,NULL,'{"expectation":20,"url":"/see","method":"GET","answer":"410","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(61,61,1794042000,'ada','expect',0,1,NULL,'{"expectation":21,"url":"/was","method":"GET","answer":"301 /is","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(62,62,1794042000,'ada','expect',0,1,NULL,'{"expectation":22,"url":"/pr%C3%A4mie/a%20b","method":"GET","answer":"3xx /bonus/a%20b","at":1795132800,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(63,63,1794042000,'ada','expect',0,1,NULL,'{"expectation":23,"url":"/i3","method":"GET","answer":"3xx /j3","at":1795176000,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(64,64,1794042000,'ada','expect',0,1,NULL,'{"expectation":24,"url":"/i3","method":"GET","answer":"404","at":1795262400,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(65,65,1794042000,'bob','expect',0,1,NULL,'{"expectation":25,"url":"/api/x/y","method":"PUT","answer":"404","at":1795132800,"created_at":1794042000,"who":"bob","note":"café, for PUT"}',0,0);
INSERT INTO event VALUES(66,66,1794042000,'ada','expect',0,1,NULL,'{"expectation":26,"url":"/font.woff2","method":"GET","answer":"307 https://cdn.example/font.woff2","at":null,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(67,67,1794042000,'ada','expect',0,1,NULL,'{"expectation":27,"url":"/tmp","method":"GET","answer":"404","at":null,"created_at":1794042000,"who":"ada","note":""}',0,0);
INSERT INTO event VALUES(68,68,1794045600,'ada','expect',0,1,'{"expectation":27,"url":"/tmp","method":"GET","answer":"404","at":null,"created_at":1794042000,"who":"ada","note":""}',NULL,0,0);
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
INSERT INTO expectation VALUES(1,'/old','GET','307 /new',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(2,'http://example.com/docs/a/b?c=1','GET','302 https://docs.example/v2/a/b?c=1',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(3,'/blog/2026/x?z','GET','308 https://blog.example/x?y=2026&z',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(4,'/p/12','GET','3xx /item/12',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(5,'/index.php?lang=de&p=12&q','GET','308 /zwoelf?q',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(6,'http://a.example.com/SALE','GET','307 https://shop.example/sale?a=1',1796169600,1794042000,'ada','');
INSERT INTO expectation VALUES(7,'http://a.example.com/sale','GET','410',1798848000,1794042000,'ada','');
INSERT INTO expectation VALUES(8,'/secret','GET','410',1893456000,1794042000,'ada','');
INSERT INTO expectation VALUES(9,'https://example.org/any','GET','503',1798718400,1794042000,'ada','');
INSERT INTO expectation VALUES(10,'/CSS/:hover','GET','404',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(11,'http://example.com/night/x','GET','503',1795212000,1794042000,'ada','');
INSERT INTO expectation VALUES(12,'http://example.com/night/x','GET','404',1795176000,1794042000,'ada','');
INSERT INTO expectation VALUES(13,'/shop','GET','3xx /weekend-offer',1795276800,1794042000,'ada','');
INSERT INTO expectation VALUES(14,'/shop','GET','404',1795449600,1794042000,'ada','');
INSERT INTO expectation VALUES(15,'/hours','GET','302 /closed',1795230000,1794042000,'ada','');
INSERT INTO expectation VALUES(16,'/','GET','404',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(17,'/camp','GET','3xx /winter',1796860800,1794042000,'ada','');
INSERT INTO expectation VALUES(18,'/camp','GET','3xx /all-year',1799539200,1794042000,'ada','');
INSERT INTO expectation VALUES(19,'http://legacy.example/ITEM-7.html','GET','3xx https://www.example/items/7',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(20,'/see','GET','410',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(21,'/was','GET','301 /is',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(22,'/pr%C3%A4mie/a%20b','GET','3xx /bonus/a%20b',1795132800,1794042000,'ada','');
INSERT INTO expectation VALUES(23,'/i3','GET','3xx /j3',1795176000,1794042000,'ada','');
INSERT INTO expectation VALUES(24,'/i3','GET','404',1795262400,1794042000,'ada','');
INSERT INTO expectation VALUES(25,'/api/x/y','PUT','404',1795132800,1794042000,'bob','café, for PUT');
INSERT INTO expectation VALUES(26,'/font.woff2','GET','307 https://cdn.example/font.woff2',NULL,1794042000,'ada','');
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
INSERT INTO finding VALUES(25,1794128403,'fine',200,'',1,'');
INSERT INTO finding VALUES(26,1794128403,'dead',404,'',2,'');
INSERT INTO finding VALUES(27,1794128403,'redirects',301,'http://127.0.0.1:18431/elsewhere',1,'');
INSERT INTO finding VALUES(28,1794128403,'unreachable',NULL,'',6,'Failed to connect to 127.0.0.1 port 1 after 6 ms: Couldn''t connect to server');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('rule',31);
INSERT INTO sqlite_sequence VALUES('event',68);
INSERT INTO sqlite_sequence VALUES('expectation',27);
CREATE INDEX rule_exact ON rule (lookup, host, held) WHERE held = 0;
CREATE INDEX rule_head ON rule (lookup, host, params) WHERE held = 1;
CREATE INDEX rule_folded ON rule (id) WHERE held = 0 AND ignore_case = 1;
CREATE INDEX rule_params ON rule (id) WHERE held = 0 AND nparams > 0;
CREATE INDEX event_rule  ON event (rule, id);
CREATE INDEX event_batch ON event (batch, id);
COMMIT;
