-- One lease per host, taken by provisioning runs, drains and healing actions alike.
-- Times are milliseconds since the epoch.
create table lease (
  host       text not null primary key,
  holder     text not null,
  purpose    text not null,
  taken_at   integer not null,
  expires_at integer not null
);
