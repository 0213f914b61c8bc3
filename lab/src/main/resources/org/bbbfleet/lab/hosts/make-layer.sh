#!/bin/sh
# make-layer.sh BASE PACKAGE…: fills FLEET_MAKE with what the packages add to the base tree, as an overlay layer.
# Runs in a mount namespace of its own. No service runs while it is made: no init is started in it.
set -eu
base=$1
shift
work=$FLEET_MAKE.work
rm -rf --one-file-system "$work"
mkdir -p "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$FLEET_MAKE,workdir=$work/work" "$work/root"
systemd-nspawn --quiet --register=no --keep-unit --pipe --machine="fleet-image-$$" --resolv-conf=copy-host --timezone=off \
  --setenv=DEBIAN_FRONTEND=noninteractive -D "$work/root" /bin/sh -eu -c '
    apt-get -q update
    apt-get -q -y --no-install-recommends install "$@"
    apt-get clean
    for unit in nginx.service; do
      [ ! -e /lib/systemd/system/$unit ] || systemctl --quiet disable $unit
    done
    find /var/log -type f -delete
    rm -rf /var/cache/apt/*.bin
  ' sh "$@"
umount "$work/root"
rmdir "/run/systemd/nspawn/propagate/fleet-image-$$" 2> /dev/null || true
: > "$FLEET_MAKE/etc/resolv.conf"
rm -rf --one-file-system "$work"
