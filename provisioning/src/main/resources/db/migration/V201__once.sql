-- Steps that happen once in a fleet and have succeeded. Who is at one right now holds a lease of its name.
create table once_done (
  name    text not null primary key,
  host    text not null,
  run     text not null,
  done_at integer not null
);
