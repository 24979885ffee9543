CREATE TABLE pull_request (
  repository      TEXT NOT NULL,
  number          INTEGER NOT NULL,
  title           TEXT NOT NULL,
  author          TEXT NOT NULL,
  head_repository TEXT NOT NULL,
  head_branch     TEXT NOT NULL,
  head_id         TEXT NOT NULL,
  base_branch     TEXT NOT NULL,
  base_id         TEXT NOT NULL,
  draft           INTEGER NOT NULL,
  status          TEXT NOT NULL,
  url             TEXT NOT NULL,
  checked_id      TEXT,
  problem         TEXT NOT NULL,
  updated_at      TEXT NOT NULL,
  PRIMARY KEY (repository, number)
);

CREATE TABLE pull_request_finding (
  repository  TEXT NOT NULL,
  number      INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  inherited   INTEGER NOT NULL,
  severity    TEXT NOT NULL,
  rule        TEXT NOT NULL,
  file        TEXT NOT NULL,
  line        INTEGER NOT NULL,
  col         INTEGER NOT NULL,
  message     TEXT NOT NULL,
  PRIMARY KEY (repository, number, position),
  FOREIGN KEY (repository, number) REFERENCES pull_request (repository, number)
);

-- The newest comment that was read, so that each is acted on once.
CREATE TABLE comment_cursor (
  repository  TEXT PRIMARY KEY,
  comment     INTEGER NOT NULL,
  at          TEXT NOT NULL
);

-- The repositories that were looked at, each with the delivery of what it held at the first look.
CREATE TABLE repository (
  url         TEXT PRIMARY KEY,
  taken_over  TEXT NOT NULL
);

-- The newest revision of each repository whose playbooks have all ended well.
CREATE TABLE hosts_revision (
  repository  TEXT PRIMARY KEY,
  commit_id   TEXT NOT NULL
);
