# Makes a lab host with the media side a BigBlueButton server: a bbb-web that converts documents itself, the command
# that restarts it, FreeSWITCH's unit, and the files in which the real ones keep addresses and secrets.
set -e
mkdir -p /etc/bigbluebutton /etc/freeswitch/autoload_configs /etc/systemd/system/convert.service.d
cat >/etc/bigbluebutton/bbb-web.properties <<'X'
bigbluebutton.web.serverURL=http://@API@
securitySalt=@SECRET@
X
cat >/etc/freeswitch/autoload_configs/event_socket.conf.xml <<'X'
<configuration><settings>
<param name="listen-ip" value="127.0.0.1"/><param name="listen-port" value="8021"/><param name="password" value="esl"/>
</settings></configuration>
X
# Faults come when they are asked for; what converts in between only takes time.
printf '[Service]\nEnvironment=CONVERT_INTERVAL=86400\n' >/etc/systemd/system/convert.service.d/lab.conf
cat >/etc/systemd/system/bbb-web.service <<'X'
[Service]
Environment=CONVERT_INTERVAL=86400 FAULT_DIR=/run/fault-web CONVERT_DIR=/var/lib/convert-web
ExecStart=/usr/local/bin/convert-service
StateDirectory=convert-web
RuntimeDirectory=fault-web
RuntimeDirectoryPreserve=yes
TimeoutStopSec=10
[Install]
WantedBy=multi-user.target
X
# The lab's FreeSWITCH runs with the program that provisioning brings.
cat >/usr/local/bin/freeswitch-simulator <<'X'
#!/bin/sh
cd /opt/bbb-fleet || exit 1
until [ -x runtime/bin/java ] && [ -d current/lib ]; do sleep 0.5; done
exec runtime/bin/java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/opt/bbb-fleet/current/lib/*' \
  org.bbbfleet.lab.Simulators freeswitch --host 127.0.0.1 --port 8021 --password esl --scenario idle --control-port 8099
X
mkdir -p /opt/bbb-fleet
cat >/etc/systemd/system/freeswitch.service <<'X'
[Service]
ExecStart=/usr/local/bin/freeswitch-simulator
SuccessExitStatus=143
TimeoutStopSec=10
[Install]
WantedBy=multi-user.target
X
# What the real one does at its core.
cat >/usr/bin/bbb-conf <<'X'
#!/bin/sh
[ "$1" = --restart ] || exit 0
echo "$1" >>/var/lib/bbb-conf.calls
systemctl restart bbb-web.service freeswitch.service
X
chmod 755 /usr/bin/bbb-conf /usr/local/bin/freeswitch-simulator
systemctl daemon-reload
systemctl restart convert.service
systemctl -q enable --now bbb-web.service freeswitch.service
