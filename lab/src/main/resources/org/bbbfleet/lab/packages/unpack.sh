#!/bin/sh
# unpack.sh NAME=VERSION…: downloads these packages with apt and lays their files out in FLEET_MAKE.
set -eu
mkdir -p "$FLEET_MAKE/.debs/partial"
cd "$FLEET_MAKE/.debs"
# An archive directory of our own: what apt has in its own one would be linked, not fetched.
apt-get -qq -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Dir::Cache::Archives="$FLEET_MAKE/.debs" download "$@"
for deb in *.deb; do
  dpkg -x "$deb" "$FLEET_MAKE"
done
# A link that begins at the root would lead out of the tree, to files that only an installation has.
cd "$FLEET_MAKE"
find . -type l | while IFS= read -r link; do
  target=$(readlink "$link")
  case $target in
    /*) [ ! -e ".$target" ] || ln -sfn "$(realpath -ms --relative-to="$(dirname "$link")" ".$target")" "$link" ;;
  esac
done
cd /
rm -rf "$FLEET_MAKE/.debs"
