# A backend of two servers, one of which its check takes for well while it answers nonsense.
cat >>/etc/haproxy/haproxy.cfg <<'X'
listen a
  bind 127.0.0.1:8001
  http-request return status 500 content-type text/plain string nonsense
listen b
  bind 127.0.0.1:8002
  http-request return status 200 content-type text/plain string well
frontend front
  bind 127.0.0.1:8000
  default_backend web
backend web
  balance roundrobin
  server a 127.0.0.1:8001 check inter 300ms
  server b 127.0.0.1:8002 check inter 300ms
X
systemctl restart haproxy
