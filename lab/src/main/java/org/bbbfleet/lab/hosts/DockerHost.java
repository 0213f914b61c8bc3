package org.bbbfleet.lab.hosts;

import java.time.Duration;

/** Puts Debian's Docker onto a lab host, over SSH, with one image made of the host's own shell. */
final class DockerHost {
  private static final Duration INSTALLING = Duration.ofMinutes(5);

  private DockerHost() {}

  static void furnish(Lab lab, LabHost host) {
    lab.on(
        host,
        """
        set -e
        echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab
        # Containers in a container: control groups must be writable.
        mkdir -p /etc/systemd/system/docker.service.d /tmp/image/bin
        cat >/etc/systemd/system/docker.service.d/lab.conf <<'X'
        [Service]
        ExecStartPre=/bin/sh -c "for c in /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw,bind $$c || true; done"
        X
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install docker.io >/dev/null
        cp /bin/sh /bin/sleep /bin/cat /tmp/image/bin
        for l in $(ldd /bin/sh /bin/sleep | grep -o '/[^ ]*\\.so[^ ]*' | sort -u); do
          mkdir -p "/tmp/image${l%/*}"
          cp "$l" "/tmp/image$l"
        done
        tar -C /tmp/image -c . | docker import - stand/in:1 >/dev/null
        """,
        INSTALLING);
  }
}
