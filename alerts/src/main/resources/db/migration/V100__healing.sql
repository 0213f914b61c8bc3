-- What the healer remembers. Times are milliseconds since the epoch, unless they end in _text.

-- Every notification as it arrived, kept until it was worked off (and for a while after that).
create table notification (
  id          integer not null primary key autoincrement,
  received_at integer not null,
  body        text    not null,
  done_at     integer,
  result      text
);
create index notification_open on notification (id) where done_at is null;

-- One incident per fingerprint and start of an alert.
create table incident (
  id             integer not null primary key autoincrement,
  fingerprint    text    not null,
  starts_at_text text    not null,
  alert          text    not null,
  host           text    not null,
  labels         text    not null,
  state          text    not null,
  reason         text    not null,
  step           integer not null,
  opened_at      integer not null,
  closed_at      integer,
  resolved_at    integer,
  waiting_guard  text    not null,
  waiting_since  integer not null,
  verify_since   integer not null,
  verify_until   integer not null,
  unique (fingerprint, starts_at_text)
);
create index incident_state on incident (state);

-- One attempt per incident and step. The row says "started" before the action begins, so that an
-- action is never begun twice, whatever dies in between.
create table attempt (
  incident_id integer not null references incident (id),
  step        integer not null,
  host        text    not null,
  alert       text    not null,
  action      text    not null,
  parameters  text    not null,
  state       text    not null,
  planned_at  integer not null,
  started_at  integer,
  finished_at integer,
  outcome     text,
  output      text,
  primary key (incident_id, step)
);
create index attempt_of_host on attempt (host, alert, started_at);

-- What a person was asked, and what the person said.
create table approval (
  incident_id integer not null references incident (id),
  step        integer not null,
  asked_at    integer not null,
  because     text    not null,
  decided_at  integer,
  used_at     integer,
  approved    integer,
  who         text,
  reason      text,
  primary key (incident_id, step)
);

-- Who told the healer to keep its hands off, of what ("fleet" or a host), why and how long.
create table pause (
  scope      text    not null primary key,
  owner      text    not null,
  reason     text    not null,
  since      integer not null,
  expires_at integer not null
);

-- Everything that happened, in order; nothing is ever changed here.
create table audit (
  id          integer not null primary key autoincrement,
  at          integer not null,
  incident_id integer,
  kind        text    not null,
  host        text    not null,
  alert       text    not null,
  text        text    not null,
  evidence    text    not null
);
create index audit_of_incident on audit (incident_id, id);
