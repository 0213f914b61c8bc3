# A primary that a standby may follow and the agent may look at, with one row.
set -e
echo "host replication postgres @STANDBY@/32 trust" >>/etc/postgresql/15/main/pg_hba.conf
echo "listen_addresses = '*'" >/etc/postgresql/15/main/conf.d/lab.conf
systemctl restart postgresql@15-main
cd /
until runuser -u postgres -- psql -XAtqc 'select 1' >/dev/null 2>&1; do sleep 0.2; done
runuser -u postgres -- psql -XAtq <<'X'
create role "bbb-fleet-agent" login;
grant pg_monitor to "bbb-fleet-agent";
create table booked (room int);
insert into booked values (1);
X
