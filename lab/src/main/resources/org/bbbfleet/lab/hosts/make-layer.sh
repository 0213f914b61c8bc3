#!/bin/sh
# make-layer.sh BASE PACKAGE…: fills FLEET_MAKE with what the packages add to the base tree, as an overlay layer.
# Runs in a mount namespace of its own. No service starts meanwhile, and none is enabled afterwards.
set -eu
base=$1
shift
work=$FLEET_MAKE.work
root=$work/root
rm -rf --one-file-system "$work"
mkdir -p "$work/work" "$root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$FLEET_MAKE,workdir=$work/work" "$root"
mount --rbind /dev "$root/dev"
cat /etc/resolv.conf > "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
# Its own processes too: what a package might leave running ends with the making.
DEBIAN_FRONTEND=noninteractive unshare --pid --fork --kill-child --mount-proc="$root/proc" \
  chroot "$root" /bin/sh -eu -c '
    apt-get -q update
    apt-get -q -y --no-install-recommends install "$@"
    apt-get clean
    systemctl --quiet disable nginx.service
    find /var/log -type f -delete
    rm -rf /var/cache/apt/*.bin
  ' sh "$@"
rm "$root/usr/sbin/policy-rc.d"
: > "$root/etc/resolv.conf"
umount -R "$root"
rm -rf --one-file-system "$work"
