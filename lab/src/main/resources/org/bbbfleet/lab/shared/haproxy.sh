# Two servers behind Debian's HAProxy, which asks them only whether they listen, and a user who asks all the time.
set -e
cat >/etc/haproxy/servers.cfg <<'X'
defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
listen a
  bind 127.0.0.1:8001
  http-request return status 200 content-type text/plain string well-a
listen b
  bind 127.0.0.1:8002
  http-request return status 200 content-type text/plain string well-b
X
cat >/etc/systemd/system/servers.service <<'X'
[Service]
ExecStart=/usr/sbin/haproxy -db -f /etc/haproxy/servers.cfg
X
cat >/etc/systemd/system/user.service <<'X'
[Service]
ExecStart=/bin/bash -c 'while :; do (exec 3<>/dev/tcp/127.0.0.1/8000; printf "GET / HTTP/1.0\r\n\r\n" >&3; cat <&3); sleep 0.3; done'
StandardOutput=null
StandardError=null
X
cat >/usr/local/sbin/lab-server <<'X'
#!/bin/sh
# lab-server NAME STATUS WORD: what one of the servers answers from now on
sed -i "/^listen $1/,/return/ s/status .*/status $2 content-type text\/plain string $3/" /etc/haproxy/servers.cfg
systemctl restart servers
X
cat >/usr/local/sbin/lab-haproxy <<'X'
#!/bin/sh
# lab-haproxy ORDER: says one line to HAProxy
exec perl -MIO::Socket::UNIX -e '
  my $socket = IO::Socket::UNIX->new(Peer => "/run/haproxy/admin.sock") or die "$!\n";
  print {$socket} "@ARGV\n";
  $socket->flush;
  print <$socket>;' "$@"
X
cat >/usr/local/sbin/lab-ask <<'X'
#!/bin/bash
# lab-ask: the different answers that a user gets, sorted
for i in 1 2 3 4; do
  (exec 3<>/dev/tcp/127.0.0.1/8000; printf 'GET / HTTP/1.0\r\n\r\n' >&3; tail -n 1 <&3; echo)
done | grep . | sort -u | paste -s -d ' ' -
X
chmod 755 /usr/local/sbin/lab-server /usr/local/sbin/lab-haproxy /usr/local/sbin/lab-ask
sed -i 's|^\(.*\)stats socket /run/haproxy/admin.sock .*|&\n\1stats socket /run/haproxy/stats.sock mode 666 level user|' \
  /etc/haproxy/haproxy.cfg
cat >>/etc/haproxy/haproxy.cfg <<'X'
frontend front
  bind 127.0.0.1:8000
  default_backend web
backend web
  balance roundrobin
  server a 127.0.0.1:8001 check
  server b 127.0.0.1:8002 check
X
systemctl daemon-reload
systemctl start servers
systemctl restart haproxy
systemctl start user
