-- The archive of roundwatch. Rules for every table:
--   times are integer milliseconds since 1970 in UTC, NULL where unknown;
--   whatever may exist once only has a UNIQUE constraint, not a check in code;
--   long text stands last in its row, so that the other columns are read without it;
--   a column named after a noun holds that noun's id;
--   a CHECK allows NULL in words, for the integrity_check of older SQLite shells;
--   zip() and unzip() are functions of the program: zstd, as any tool reads it.

PRAGMA application_id = 1919907684; -- "rowd"

-- Marks such as "the seeds are imported".
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is remembered of a source between two polls. The validators are header
-- bytes and must come back as they were; JSON could not promise that.
CREATE TABLE sources (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL UNIQUE,
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  health        TEXT NOT NULL DEFAULT '',
  state         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(state))
) STRICT;

-- One row a poll: what coverage is counted from.
CREATE TABLE polls (
  id       INTEGER PRIMARY KEY,
  source   INTEGER NOT NULL REFERENCES sources,
  at       INTEGER NOT NULL,
  took     INTEGER NOT NULL,
  outcome  TEXT NOT NULL,
  status   INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  listed   INTEGER NOT NULL,
  new      INTEGER NOT NULL,
  updated  INTEGER NOT NULL,
  overflow INTEGER NOT NULL,
  error    TEXT NOT NULL
) STRICT;
CREATE INDEX polls_at ON polls (at);

CREATE TABLE pauses (
  domain TEXT PRIMARY KEY,
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What sources said. The pending rows are the queue. "key" is the hash of what
-- the item is known by within its source, "said" that of its words; "shared"
-- marks an address that its source gives to several items at once.
CREATE TABLE items (
  id         INTEGER PRIMARY KEY,
  source     INTEGER NOT NULL REFERENCES sources,
  key        INTEGER NOT NULL,
  said       INTEGER NOT NULL,
  shared     INTEGER NOT NULL DEFAULT 0,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'settled')),
  article    INTEGER REFERENCES articles,
  first_seen INTEGER NOT NULL,
  silent     INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  next_try   INTEGER,
  published  INTEGER,
  updated    INTEGER,
  guid       TEXT NOT NULL,
  url        TEXT NOT NULL,
  canonical  TEXT, -- NULL: the same as url
  lang       TEXT NOT NULL,
  author     TEXT NOT NULL,
  title      TEXT NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  categories TEXT CHECK (categories IS NULL OR json_valid(categories)),
  enclosures TEXT CHECK (enclosures IS NULL OR json_valid(enclosures)),
  summary    TEXT NOT NULL,
  content    TEXT NOT NULL,
  UNIQUE (source, key),
  CHECK ((state = 'settled') = (article IS NOT NULL))
) STRICT;
CREATE INDEX items_pending ON items (first_seen, id) WHERE state = 'pending';
CREATE INDEX items_first_seen ON items (first_seen);
CREATE INDEX items_article ON items (article) WHERE article IS NOT NULL;

-- What roundwatch read. "original" is the article of which this one is a
-- duplicate, at the root of any chain: whoever reads a filing reads the original's.
-- "story" is the first article about the same event.
CREATE TABLE articles (
  id             INTEGER PRIMARY KEY,
  item           INTEGER NOT NULL UNIQUE REFERENCES items,
  story          INTEGER NOT NULL REFERENCES articles DEFERRABLE INITIALLY DEFERRED,
  original       INTEGER REFERENCES articles,
  canonical      TEXT UNIQUE, -- NULL: unknown
  first_seen     INTEGER NOT NULL,
  published      INTEGER,
  published_from TEXT NOT NULL,
  modified       INTEGER,
  confidence     REAL NOT NULL,
  reason         TEXT NOT NULL,
  lang           TEXT NOT NULL,
  dir            TEXT NOT NULL,
  text_from      TEXT NOT NULL,
  url            TEXT, -- NULL: the same as canonical
  title          TEXT NOT NULL,
  byline         TEXT NOT NULL,
  site           TEXT NOT NULL,
  removed        TEXT CHECK (removed IS NULL OR json_valid(removed)),
  text           BLOB NOT NULL -- zip()
) STRICT;
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_original ON articles (original) WHERE original IS NOT NULL;

-- Later readings of an article, from number 2. Number 1 is the article itself.
CREATE TABLE revisions (
  article  INTEGER NOT NULL REFERENCES articles,
  number   INTEGER NOT NULL CHECK (number > 1),
  at       INTEGER NOT NULL,
  modified INTEGER,
  title    TEXT NOT NULL,
  change   TEXT NOT NULL,
  text     BLOB NOT NULL, -- zip()
  PRIMARY KEY (article, number)
) STRICT;

CREATE TABLE fingerprints (
  article INTEGER PRIMARY KEY REFERENCES articles,
  scheme  INTEGER NOT NULL,
  hash    INTEGER NOT NULL,
  tokens  INTEGER NOT NULL,
  at      INTEGER,
  blob    BLOB NOT NULL
) STRICT;

CREATE TABLE links (
  article      INTEGER NOT NULL REFERENCES articles,
  of           INTEGER NOT NULL REFERENCES articles,
  relation     TEXT NOT NULL,
  similarity   REAL NOT NULL,
  containment  REAL NOT NULL,
  new_in_old   REAL NOT NULL,
  old_in_new   REAL NOT NULL,
  longest_run  INTEGER NOT NULL,
  agreement    REAL NOT NULL,
  rule         TEXT NOT NULL,
  PRIMARY KEY (article, of),
  CHECK (article <> of)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX links_one_original ON links (article) WHERE relation IN ('exact', 'near', 'excerpt', 'update');
CREATE INDEX links_of ON links (of);

-- Every filing ever made; one an article is in force. Evidence and candidates
-- are written and read with their filing only.
CREATE TABLE filings (
  id         INTEGER PRIMARY KEY,
  article    INTEGER NOT NULL REFERENCES articles,
  in_force   INTEGER NOT NULL CHECK (in_force IN (0, 1)),
  at         INTEGER NOT NULL,
  verdict    TEXT NOT NULL CHECK (verdict IN ('filed', 'review', 'none')),
  round      TEXT NOT NULL,
  role       TEXT NOT NULL,
  confidence REAL NOT NULL,
  relevant   INTEGER NOT NULL,
  made_by    TEXT NOT NULL,
  dossier    TEXT NOT NULL,
  inferred   INTEGER,
  candidates TEXT CHECK (candidates IS NULL OR json_valid(candidates)),
  evidence   TEXT CHECK (evidence IS NULL OR json_valid(evidence))
) STRICT;
CREATE INDEX filings_article ON filings (article);
CREATE UNIQUE INDEX filings_in_force ON filings (article) WHERE in_force = 1;
CREATE INDEX filings_round ON filings (round, verdict) WHERE in_force = 1;

CREATE TABLE reviews (
  id     INTEGER PRIMARY KEY,
  item   INTEGER NOT NULL REFERENCES items,
  filing INTEGER NOT NULL REFERENCES filings,
  action TEXT NOT NULL CHECK (action IN ('accept', 'move', 'reject')),
  round  TEXT NOT NULL,
  who    TEXT NOT NULL,
  note   TEXT NOT NULL,
  at     INTEGER NOT NULL
) STRICT;

-- The journal that lets a refiling be undone.
CREATE TABLE refilings (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  dossier TEXT NOT NULL,
  undone  INTEGER
) STRICT;
CREATE TABLE refiled (
  refiling INTEGER NOT NULL REFERENCES refilings,
  before   INTEGER NOT NULL REFERENCES filings,
  after    INTEGER NOT NULL REFERENCES filings,
  PRIMARY KEY (refiling, before)
) STRICT, WITHOUT ROWID;

-- The outbox. "due" of a claimed row is the end of its sender's lease: after
-- it the row is due again. A row of state 'rolled' was put over its channel's
-- budget at "due"; "rollup" is the alert that names it, and it waits while that
-- is NULL. An "exempt" row needs no place in the budget.
CREATE TABLE alerts (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  channel    TEXT NOT NULL,
  type       TEXT NOT NULL,
  item       INTEGER REFERENCES items,
  story      INTEGER REFERENCES articles,
  state      TEXT NOT NULL CHECK (state IN ('due', 'claimed', 'delivered', 'dead', 'rolled')),
  due        INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  sent_at    INTEGER,
  exempt     INTEGER NOT NULL DEFAULT 0,
  rollup     INTEGER REFERENCES alerts,
  created_at INTEGER NOT NULL,
  error      TEXT NOT NULL DEFAULT '',
  payload    TEXT NOT NULL CHECK (json_valid(payload))
) STRICT;
CREATE INDEX alerts_due ON alerts (channel, id, due) WHERE state IN ('due', 'claimed');
CREATE INDEX alerts_over ON alerts (channel) WHERE state = 'rolled' AND rollup IS NULL;
CREATE INDEX alerts_sent ON alerts (channel, sent_at) WHERE state = 'delivered';
CREATE INDEX alerts_item ON alerts (item) WHERE item IS NOT NULL;

-- One row a try to send.
CREATE TABLE deliveries (
  id    INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alerts,
  at    INTEGER NOT NULL,
  state TEXT NOT NULL,
  due   INTEGER,
  error TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_alert ON deliveries (alert);

-- A digest covers first-seen times from "since" to before "until". Its document
-- is what every format is written from.
CREATE TABLE digests (
  id       INTEGER PRIMARY KEY,
  dossier  TEXT NOT NULL,
  number   INTEGER NOT NULL CHECK (number > 0),
  since    INTEGER NOT NULL,
  until    INTEGER NOT NULL CHECK (until > since),
  zone     TEXT NOT NULL,
  date     TEXT NOT NULL, -- the local day on which it ends
  hash     TEXT NOT NULL, -- of the content
  at       INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  UNIQUE (dossier, number),
  UNIQUE (dossier, since),
  UNIQUE (dossier, until)
) STRICT;

-- What readers were last told of an article, and in which digest.
CREATE TABLE told (
  dossier  TEXT NOT NULL,
  article  INTEGER NOT NULL REFERENCES articles,
  number   INTEGER NOT NULL,
  round    TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (dossier, article),
  FOREIGN KEY (dossier, number) REFERENCES digests (dossier, number)
) STRICT, WITHOUT ROWID;

-- One row for each change of state of a noun, by whom.
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  noun   TEXT NOT NULL,
  ref    TEXT NOT NULL,
  before TEXT NOT NULL,
  after  TEXT NOT NULL,
  who    TEXT NOT NULL
) STRICT;

-- Bodies as received, compressed (zstd) and kept once; readings say when and where from.
CREATE TABLE bodies (
  sha256 BLOB PRIMARY KEY,
  size   INTEGER NOT NULL,
  zstd   BLOB NOT NULL
) STRICT;
CREATE TABLE readings (
  id           INTEGER PRIMARY KEY,
  at           INTEGER NOT NULL,
  source       INTEGER REFERENCES sources,
  article      INTEGER REFERENCES articles,
  sha256       BLOB NOT NULL REFERENCES bodies,
  content_type TEXT NOT NULL,
  url          TEXT NOT NULL
) STRICT;
CREATE INDEX readings_at ON readings (at);
CREATE INDEX readings_article ON readings (article) WHERE article IS NOT NULL;
CREATE INDEX readings_body ON readings (sha256);

-- How often a source printed the same line: what is learned about its furniture.
CREATE TABLE lines (
  source INTEGER NOT NULL REFERENCES sources,
  line   INTEGER NOT NULL,
  count  INTEGER NOT NULL,
  seen   INTEGER NOT NULL,
  PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;

-- Articles whose page will be read again.
CREATE TABLE checks (
  article       INTEGER PRIMARY KEY REFERENCES articles,
  next          INTEGER NOT NULL,
  step          INTEGER NOT NULL,
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX checks_next ON checks (next);

-- Articles that are not in the search index yet: it takes several at once for
-- half of the work. Until then a search reads their texts.
CREATE TABLE unindexed (
  article INTEGER PRIMARY KEY REFERENCES articles
) STRICT;

-- Full-text search over folded text. FTS4 reads the words to remove from its
-- content table, so that "table" must fold as the writer did. fold(), zip() and
-- unzip() are functions of the program, registered on each of its connections.
CREATE VIEW search_content AS
  SELECT id AS rowid, id, fold(title) AS title, fold(unzip(text)) AS text FROM articles
  WHERE id NOT IN (SELECT article FROM unindexed);
CREATE VIRTUAL TABLE search USING fts4 (
  content="search_content", title, text, matchinfo=fts3, order=desc, tokenize=unicode61
);
