# What somebody would write by hand to see that a host is as it should be: nothing is changed.
bad() { echo "differs: $1"; wrong=1; }
wrong=0
n=$(dpkg-query -W -f='${db:Status-Status}\n' nginx-light rsync cron logrotate 2>/dev/null | grep -cx installed)
[ "$n" = 4 ] || bad packages
[ "$(getent passwd bench-app bench-worker bench-backup | wc -l)" = 3 ] || bad users
stat -c '%n %U:%G %a' /srv/bench /srv/bench/www /srv/bench/app /srv/bench/worker /etc/bench /var/log/bench-app \
  /etc/systemd/system/nginx.service.d /usr/local/bin/bench-clean /etc/bench/environment >/tmp/.bench-stat
cmp -s /tmp/.bench-stat - <<'EOF' || bad "owner or mode"
/srv/bench root:root 755
/srv/bench/www root:root 755
/srv/bench/app bench-app:bench-app 750
/srv/bench/worker bench-worker:bench-worker 750
/etc/bench root:root 755
/var/log/bench-app bench-app:bench-app 750
/etc/systemd/system/nginx.service.d root:root 755
/usr/local/bin/bench-clean root:root 755
/etc/bench/environment root:bench-app 640
EOF
sha256sum --status -c - <<'EOF' || bad files
@SUMS@
EOF
[ "$(systemctl is-active nginx bench-app bench-clean.timer cron | grep -cx active)" = 4 ] || bad active
[ "$(systemctl is-enabled nginx bench-app bench-clean.timer cron | grep -cx enabled)" = 4 ] || bad enabled
grep -q 'command="/usr/local/bin/bench-clean"' /root/.ssh/authorized_keys || bad key
[ "$wrong" = 0 ] && echo "as it should be"
