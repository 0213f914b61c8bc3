-- A pause is of the fleet, or of a host, role or group: "host:bbb-1". Before, it was a bare host.
update pause set scope = 'host:' || scope where scope <> 'fleet';

-- The global stop: at most one row. Nothing but a person removes it.
create table healing_stop (
  id     integer not null primary key,
  owner  text    not null,
  reason text    not null,
  since  bigint  not null
);

-- Until when a storm is not over: at most one row.
create table healing_storm (
  id    integer not null primary key,
  until bigint  not null
);

create index attempt_started on attempt (started_at);
create index incident_opened on incident (opened_at);
