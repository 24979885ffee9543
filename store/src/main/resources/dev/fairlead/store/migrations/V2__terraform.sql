-- One command on a pull request: what was asked for, how far it is, what is to be answered.
CREATE TABLE terraform_run (
  ordinal          INTEGER PRIMARY KEY AUTOINCREMENT,
  id               TEXT NOT NULL UNIQUE,
  repository       TEXT NOT NULL,
  pull_request     INTEGER NOT NULL,
  kind             TEXT NOT NULL,
  event            TEXT NOT NULL,
  command          TEXT NOT NULL,
  text             TEXT NOT NULL,
  requested_by     TEXT NOT NULL,
  pull             TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  finished_at      TEXT,
  phase            TEXT NOT NULL,
  state            TEXT NOT NULL,
  summary          TEXT NOT NULL,
  cancelled        INTEGER NOT NULL,
  report           TEXT NOT NULL,
  UNIQUE (repository, pull_request, event)
);
CREATE INDEX terraform_run_by_phase ON terraform_run (phase);

-- One project's part of a run.
CREATE TABLE terraform_job (
  run         TEXT NOT NULL REFERENCES terraform_run (id),
  position    INTEGER NOT NULL,
  dir         TEXT NOT NULL,
  workspace   TEXT NOT NULL,
  name        TEXT NOT NULL,
  phase       TEXT NOT NULL,
  started_at  TEXT,
  finished_at TEXT,
  result      TEXT,
  PRIMARY KEY (run, position)
);

-- Projects that a pull request holds against others. An unnamed project has the empty name.
CREATE TABLE terraform_lock (
  repository   TEXT NOT NULL,
  dir          TEXT NOT NULL,
  workspace    TEXT NOT NULL,
  name         TEXT NOT NULL,
  pull_request INTEGER NOT NULL,
  url          TEXT NOT NULL,
  taken_by     TEXT NOT NULL,
  taken_at     TEXT NOT NULL,
  PRIMARY KEY (repository, dir, workspace, name)
);

-- What the newest plan or apply of each project of a pull request left.
CREATE TABLE terraform_plan (
  repository   TEXT NOT NULL,
  pull_request INTEGER NOT NULL,
  dir          TEXT NOT NULL,
  workspace    TEXT NOT NULL,
  name         TEXT NOT NULL,
  status       TEXT NOT NULL,
  head_id      TEXT NOT NULL,
  base_branch  TEXT NOT NULL,
  base_id      TEXT NOT NULL,
  plan_file    TEXT,
  sha256       TEXT,
  summary      TEXT NOT NULL,
  run          TEXT NOT NULL,
  PRIMARY KEY (repository, pull_request, dir, workspace, name)
);

-- Every apply, with the outputs that are not sensitive.
CREATE TABLE terraform_apply (
  ordinal      INTEGER PRIMARY KEY AUTOINCREMENT,
  repository   TEXT NOT NULL,
  dir          TEXT NOT NULL,
  workspace    TEXT NOT NULL,
  name         TEXT NOT NULL,
  pull_request INTEGER NOT NULL,
  commit_id    TEXT NOT NULL,
  applied_by   TEXT NOT NULL,
  applied_at   TEXT NOT NULL,
  run          TEXT NOT NULL,
  position     INTEGER NOT NULL,
  summary      TEXT NOT NULL,
  outputs      TEXT NOT NULL,
  UNIQUE (run, position)
);
CREATE INDEX terraform_apply_by_project ON terraform_apply (repository, dir, workspace, name);
