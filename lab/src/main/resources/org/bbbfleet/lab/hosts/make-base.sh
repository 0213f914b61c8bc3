#!/bin/sh
# make-base.sh SUITE MIRROR: fills FLEET_MAKE with a bare Debian that boots, answers SSH and holds no key.
# Runs in a mount namespace of its own, so that nothing mounted on the way can outlive it.
set -eu
suite=$1
mirror=$2
# Nobody needs such a host after a power cut, so dpkg need not sync.
# Documents and translations are of no use in a host that lives for minutes; manual pages stay, because
# alternatives of some packages want their directory.
exec mmdebstrap --quiet --mode=root --variant=minbase \
  --include=systemd,systemd-sysv,dbus,openssh-server,iproute2,ca-certificates,procps \
  --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='Acquire::GzipIndexes "true"' \
  --skip=cleanup/apt/lists \
  --customize-hook='rm -f "$1"/etc/ssh/ssh_host_*' \
  --customize-hook='systemctl --quiet --root="$1" enable systemd-networkd.service' \
  --customize-hook='systemctl --quiet --root="$1" mask apt-daily.timer apt-daily-upgrade.timer console-getty.service systemd-networkd-wait-online.service' \
  --customize-hook='rm -f "$1"/etc/resolv.conf "$1"/etc/hostname; : > "$1"/etc/resolv.conf' \
  "$suite" "$FLEET_MAKE" \
  "deb $mirror $suite main" \
  "deb $mirror $suite-updates main" \
  "deb ${mirror}-security $suite-security main"
