-- Every run of plan and provision. Times are milliseconds since the epoch; documents are JSON without secrets.
create table provision_run (
  id          text not null primary key,
  kind        text not null,
  request     text not null,
  started_at  integer not null,
  beat_at     integer not null,
  finished_at integer,
  state       text not null,
  stopped     text not null default ''
);
create index provision_run_by_start on provision_run (started_at);

create table provision_run_host (
  run      text not null references provision_run (id) on delete cascade,
  host     text not null,
  place    integer not null,
  state    text not null,
  doing    text not null default '',
  changes  integer not null default 0,
  report   text,
  primary key (run, host)
);
