# A master on a disk of its own, a replica and a Sentinel that watches them and is patient.
set -e
systemctl stop redis-sentinel
chown redis:redis /var/lib/redis
systemctl restart redis-server
install -d -o redis -g redis /var/lib/redis-2
systemd-run -q --unit=redis-2 --uid=redis \
  redis-server --port 6380 --dir /var/lib/redis-2 --replicaof '127.0.0.1 6379'
sed -i '/mymaster/d' /etc/redis/sentinel.conf
printf 'sentinel monitor demo 127.0.0.1 6379 1\nsentinel down-after-milliseconds demo 600000\n' \
  >>/etc/redis/sentinel.conf
systemctl start redis-sentinel
