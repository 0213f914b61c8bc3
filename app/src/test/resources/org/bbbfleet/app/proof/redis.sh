# A master, a replica and a Sentinel that watches them.
set -e
systemctl start redis-server
install -d -o redis -g redis /var/lib/redis-2
systemd-run -q --unit=redis-2 --uid=redis \
  redis-server --port 6380 --dir /var/lib/redis-2 --replicaof '127.0.0.1 6379'
systemctl stop redis-sentinel
printf 'sentinel monitor demo 127.0.0.1 6379 1\nsentinel down-after-milliseconds demo 5000\n' \
  >>/etc/redis/sentinel.conf
systemctl start redis-sentinel
