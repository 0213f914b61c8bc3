package org.bbbfleet.provisioning.resource;

/** How apt is asked: never for a person, waiting for its locks, keeping files that are there. */
final class Apt {
  private Apt() {}

  /** Functions of sh: {@code apt}, and {@code lists}, which fetches the lists of packages. */
  static final String FUNCTIONS =
      """
      export DEBIAN_FRONTEND=noninteractive
      apt() {
        apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 \\
          -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \\
          -o Dpkg::Use-Pty=0 "$@" </dev/null
      }
      lists() {
        tries=0
        until apt-get -q update "$@" </dev/null; do
          tries=$((tries + 1))
          [ "$tries" -lt 5 ] || { echo "apt-get update failed $tries times"; return 1; }
          sleep 3
        done
      }
      """;
}
