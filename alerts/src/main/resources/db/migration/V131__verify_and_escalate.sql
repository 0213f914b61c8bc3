-- Since when the signal has been well after a step, without interruption; 0 when it is not.
alter table incident add column well_since integer not null default 0;

-- Start times as Alertmanager's API gives them, too: in milliseconds.
update or ignore incident
  set starts_at_text = replace(substr(starts_at_text, 1, 23) || 'Z', '.000Z', 'Z')
  where length(starts_at_text) > 24;

-- Ends of alerts that were told before their beginnings.
create table early_end (
  fingerprint    text    not null,
  starts_at_text text    not null,
  at             integer not null,
  primary key (fingerprint, starts_at_text)
);

-- What a person must be told, and whether somebody was.
create table escalation (
  incident_id integer not null primary key references incident (id),
  raised_at   integer not null,
  posted_at   integer,
  called_at   integer,
  taken_by    text,
  ended_at    integer,
  closed_at   integer
);
create index escalation_open on escalation (incident_id) where closed_at is null;
