-- The last run of each playbook that succeeded.
CREATE TABLE ansible_success (
  repository  TEXT NOT NULL,
  playbook    TEXT NOT NULL,
  commit_id   TEXT NOT NULL,
  limited     INTEGER NOT NULL,
  hosts       TEXT NOT NULL,
  at          TEXT NOT NULL,
  PRIMARY KEY (repository, playbook)
);

-- One run per inventory at a time.
CREATE TABLE ansible_lock (
  inventory   TEXT PRIMARY KEY,
  holder      TEXT NOT NULL,
  since       TEXT NOT NULL
);
