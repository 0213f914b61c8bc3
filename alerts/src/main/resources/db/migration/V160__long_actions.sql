-- What an action of many turns knows, from turn to turn and from process to process.
create table diary (
  incident_id integer not null references incident (id),
  step        integer not null,
  entries     text    not null,
  told        text    not null,
  called_off  text,
  primary key (incident_id, step)
);

-- Hosts that were taken out of service on purpose and serve nobody until they are given back.
create table out_of_service (
  host        text    not null primary key,
  incident_id integer not null,
  since       bigint  not null,
  why         text    not null
);
