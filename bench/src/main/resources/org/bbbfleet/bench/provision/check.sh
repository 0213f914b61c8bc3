# What somebody would write by hand to see that a host is as it should be: nothing is changed. It sees what the others see:
# the benchmark breaks a host in each way and looks that all notice.
bad() { echo "differs: $1"; wrong=1; }
wrong=0
n=$(dpkg-query -W -f='${db:Status-Status}\n' nginx-light rsync cron logrotate 2>/dev/null | grep -cx installed)
[ "$n" = 4 ] || bad packages
for u in bench-app bench-worker bench-backup; do
  [ "$(getent passwd "$u" | cut -d: -f6-)" = "/srv/bench/${u#bench-}:/usr/sbin/nologin" ] || bad "user $u"
  case "$(getent shadow "$u" | cut -d: -f8)" in 0 | 1) bad "$u may not log in" ;; esac
done
stat -c '%F %n %U:%G %a' /srv/bench /srv/bench/www /srv/bench/app /srv/bench/worker /etc/bench /var/log/bench-app \
  /etc/systemd/system/nginx.service.d /etc/sysctl.d/90-bench.conf /etc/cron.d/bench /etc/logrotate.d/bench \
  /usr/local/bin/bench-clean /srv/bench/www/index.html /etc/profile.d/bench.sh /etc/bench/large.conf \
  /etc/security/limits.d/bench.conf /etc/bench/environment /etc/bench/app.conf /etc/nginx/conf.d/bench.conf \
  /etc/systemd/system/nginx.service.d/limits.conf /etc/systemd/system/bench-app.service \
  /etc/systemd/system/bench-clean.service /etc/systemd/system/bench-clean.timer >/tmp/.bench-stat
cmp -s /tmp/.bench-stat - <<'EOF' || bad "owner or mode"
directory /srv/bench root:root 755
directory /srv/bench/www root:root 755
directory /srv/bench/app bench-app:bench-app 750
directory /srv/bench/worker bench-worker:bench-worker 750
directory /etc/bench root:root 755
directory /var/log/bench-app bench-app:bench-app 750
directory /etc/systemd/system/nginx.service.d root:root 755
regular file /etc/sysctl.d/90-bench.conf root:root 644
regular file /etc/cron.d/bench root:root 644
regular file /etc/logrotate.d/bench root:root 644
regular file /usr/local/bin/bench-clean root:root 755
regular file /srv/bench/www/index.html root:root 644
regular file /etc/profile.d/bench.sh root:root 644
regular file /etc/bench/large.conf root:root 644
regular file /etc/security/limits.d/bench.conf root:root 644
regular file /etc/bench/environment root:bench-app 640
regular file /etc/bench/app.conf root:root 644
regular file /etc/nginx/conf.d/bench.conf root:root 644
regular file /etc/systemd/system/nginx.service.d/limits.conf root:root 644
regular file /etc/systemd/system/bench-app.service root:root 644
regular file /etc/systemd/system/bench-clean.service root:root 644
regular file /etc/systemd/system/bench-clean.timer root:root 644
EOF
sha256sum --status -c - <<'EOF' || bad files
@SUMS@
EOF
[ "$(systemctl is-active nginx bench-app bench-clean.timer cron | grep -cx active)" = 4 ] || bad active
[ "$(systemctl is-enabled nginx bench-app bench-clean.timer cron | grep -cx enabled)" = 4 ] || bad enabled
[ "$(systemctl show -p NeedDaemonReload --value nginx bench-app bench-clean.timer cron | grep -cx no)" = 4 ] || bad "changed on disk"
grep -qxF '@KEY@' /root/.ssh/authorized_keys || bad key
[ "$(grep -cF bench-clean /root/.ssh/authorized_keys)" = 1 ] || bad "other keys"
[ "$wrong" = 0 ] && echo "as it should be"
