-- Incidents that were escalated before escalations were kept: somebody is to be called for them, too.
insert into escalation (incident_id, raised_at)
  select incident.id, coalesce(
      (select max(audit.at) from audit
         where audit.incident_id = incident.id and audit.kind = 'ESCALATED'), incident.opened_at)
  from incident
  where incident.state = 'ESCALATED'
    and not exists (select 1 from escalation where escalation.incident_id = incident.id);

-- How long each guard has made the next step wait before the one that does now: {"lease": "5000"}.
alter table incident add column waited text not null default '{}';

-- Until when nothing is done by itself, as the clock has jumped: at most one row.
create table clock_hold (
  id    integer not null primary key,
  text  text    not null,
  until bigint  not null
);
