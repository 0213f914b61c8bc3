# Adds to a lab host with the media side and Docker: a certificate that nginx serves and a service that issues the next
# one, a page to change, a container, a lock that somebody forgot, and BigBlueButton's queue of recordings.
set -e
mkdir -p /etc/systemd/system/convert.service.d /etc/nginx/tls /etc/nginx/fleet.d /root/next /var/bigbluebutton/queue
printf '[Service]\nEnvironment=CONVERT_INTERVAL=86400\n' >/etc/systemd/system/convert.service.d/lab.conf
cat >/usr/local/sbin/lab-certificate <<'X'
#!/bin/sh
# lab-certificate DIRECTORY DAYS
exec openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=web.example.org -days "$2" \
  -keyout "$1/web.key" -out "$1/web.pem" 2>/dev/null
X
chmod 755 /usr/local/sbin/lab-certificate
lab-certificate /etc/nginx/tls 80
lab-certificate /root/next 85
chmod 644 /etc/nginx/tls/web.pem
printf '[Service]\nType=oneshot\nExecStart=/bin/cp /root/next/web.pem /root/next/web.key /etc/nginx/tls\n' \
  >/etc/systemd/system/lab-issue.service
sed -i 's|^http {|http {\n    include /etc/nginx/fleet.d/*.conf;|' /etc/nginx/nginx.conf
cat >/etc/nginx/fleet.d/web.conf <<'X'
server {
    listen 127.0.0.1:9443 ssl;
    ssl_certificate /etc/nginx/tls/web.pem;
    ssl_certificate_key /etc/nginx/tls/web.key;
}
X
printf 'server { listen 127.0.0.1:9444; location / { return 200 old; } }\n' >/etc/nginx/fleet.d/word.conf
docker run -d --name stand-in --network none stand/in:1 /bin/sh -c 'sleep 1000000' >/dev/null
useradd -r bigbluebutton
s=/usr/local/bigbluebutton/core/scripts
mkdir -p $s /var/bigbluebutton/recording/status
printf '#!/bin/sh\nexec sh "$@"\n' >/usr/bin/ruby
cat >$s/rap-enqueue.rb <<'X'
q=/var/bigbluebutton/queue
printf '%s\n' "$1" >"$q/.$2" && mv "$q/.$2" "$q/$2"
X
# A worker that leaves the marks of the real one.
cat >/usr/local/bin/recording-worker <<'X'
#!/bin/sh
cd /var/bigbluebutton/recording
while :; do
  for job in ../queue/[0-9a-f]*; do
    [ -f "$job" ] || continue
    read -r step <"$job"
    id=${job##*/} format=${step#*:}
    rm -f "status/processed/$id-$format.fail" "status/processed/$id-$format.done"
    rm -rf "process/$format/$id"
    mkdir -p "process/$format/$id" "../published/$format/$id" status/published
    touch "status/processed/$id-$format.done"
    cp "raw/$id/events.xml" "../published/$format/$id/metadata.xml"
    rm "$job"
    touch "status/published/$id-$format.done"
  done
  sleep 0.1
done
X
chmod 755 /usr/bin/ruby /usr/local/bin/recording-worker
chown -R bigbluebutton /var/bigbluebutton
systemd-run -q --unit=bbb-rap-resque-worker -p User=bigbluebutton /usr/local/bin/recording-worker
systemctl daemon-reload
systemctl restart convert.service nginx
# Its ffmpeg ended with the old nginx.
systemctl restart bbb-livestream-demo.service
