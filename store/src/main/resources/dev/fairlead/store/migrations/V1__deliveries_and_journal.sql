CREATE TABLE journal (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          TEXT NOT NULL,
  actor       TEXT NOT NULL,
  delivery    TEXT,
  subject     TEXT NOT NULL,
  action      TEXT NOT NULL,
  commit_id   TEXT,
  cause       TEXT NOT NULL,
  outcome     TEXT NOT NULL
);
CREATE INDEX journal_by_delivery ON journal (delivery);

CREATE TABLE delivery (
  id          TEXT PRIMARY KEY,
  repository  TEXT NOT NULL,
  branch      TEXT NOT NULL,
  before_id   TEXT NOT NULL,
  pushed_id   TEXT NOT NULL,
  head_id     TEXT NOT NULL,
  title       TEXT NOT NULL,
  author      TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  state       TEXT NOT NULL,
  cause       TEXT NOT NULL
);
CREATE INDEX delivery_by_start ON delivery (started_at);

CREATE TABLE stage (
  delivery    TEXT NOT NULL REFERENCES delivery (id),
  position    INTEGER NOT NULL,
  name        TEXT NOT NULL,
  layer       TEXT NOT NULL,
  unit        TEXT NOT NULL,
  state       TEXT NOT NULL,
  started_at  TEXT,
  finished_at TEXT,
  summary     TEXT NOT NULL,
  details     TEXT NOT NULL,
  log         TEXT,
  PRIMARY KEY (delivery, name)
);

-- The tip of a branch that was last looked at, and the newest revision that may be deployed.
CREATE TABLE branch (
  repository  TEXT NOT NULL,
  name        TEXT NOT NULL,
  seen_id     TEXT NOT NULL,
  released_id TEXT,
  PRIMARY KEY (repository, name)
);
