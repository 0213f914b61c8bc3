# Follows the primary.
set -e
systemctl stop postgresql@15-main
rm -rf /var/lib/postgresql/15/main
cd /
runuser -u postgres -- pg_basebackup -h @PRIMARY@ -U postgres -D /var/lib/postgresql/15/main -R -X stream -c fast
systemctl start postgresql@15-main
