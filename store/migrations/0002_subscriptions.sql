-- Orders with WebSub hubs. The last part of "callback" and "secret" are shared
-- with the hub alone.
CREATE TABLE subscriptions (
  source   INTEGER PRIMARY KEY REFERENCES sources,
  hub      TEXT NOT NULL,
  topic    TEXT NOT NULL,
  callback TEXT NOT NULL UNIQUE,
  secret   TEXT NOT NULL,
  asked    INTEGER,
  tries    INTEGER NOT NULL,
  next     INTEGER,
  until    INTEGER,
  denied   TEXT NOT NULL
) STRICT;
