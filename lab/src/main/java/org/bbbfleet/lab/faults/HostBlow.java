package org.bbbfleet.lab.faults;

import java.time.Duration;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.packages.Command;

/** What befalls a whole host while somebody works on it; {@link #mend} makes it good again. */
public enum HostBlow {
  /** Every process of sshd is killed, sessions too; systemd starts it again. */
  SSHD {
    @Override
    public void strike(Lab lab, LabHost host) {
      tell(lab, host, "setsid sh -c 'sleep 0.1; pkill -KILL -x sshd' </dev/null >/dev/null 2>&1 &");
    }
  },
  /** Its power goes. */
  POWER {
    @Override
    public void strike(Lab lab, LabHost host) {
      lab.power(host).cut();
    }

    @Override
    public void mend(Lab lab, LabHost host) {
      lab.power(host).restore();
    }
  },
  /** Its cable is pulled for some seconds, without a word to anybody. */
  LINK {
    @Override
    public void strike(Lab lab, LabHost host) {
      String cable = lab.cable(host);
      Command.of("ip", "link", "set", cable, "down").runFor("pull the cable of " + host.name());
      Command.of(
              "sh", "-c", "(sleep 12; ip link set " + cable + " up) </dev/null >/dev/null 2>&1 &")
          .runFor("put the cable of " + host.name() + " back later");
    }
  },
  /** {@link #DISK} has no room left. */
  FULL_DISK {
    @Override
    public void strike(Lab lab, LabHost host) {
      tell(lab, host, "dd if=/dev/zero of=" + DISK + "/ballast bs=4k 2>/dev/null; :");
    }

    @Override
    public void mend(Lab lab, LabHost host) {
      tell(lab, host, "rm -f " + DISK + "/ballast");
    }
  },
  /** Something else holds the lock of Debian's packages for some seconds. */
  APT_LOCK {
    @Override
    public void strike(Lab lab, LabHost host) {
      tell(
          lab,
          host,
          "setsid perl -MFcntl -e 'for (qw(lock-frontend lock)) { open my $f, \">>\","
              + " \"/var/lib/dpkg/$_\"; fcntl($f, F_SETLK, pack(\"s s x4 q q i x4\", F_WRLCK, 0, 0,"
              + " 0, 0)); push @f, $f } sleep 8' </dev/null >/dev/null 2>&1 &");
    }
  };

  /** A small disk of its own for {@link #FULL_DISK}; whoever wants that fault mounts it. */
  public static final String DISK = "/srv/small";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Makes it happen. */
  public abstract void strike(Lab lab, LabHost host);

  /** Makes it good again, where that needs somebody. */
  public void mend(Lab lab, LabHost host) {
    // It passes by itself.
  }

  private static void tell(Lab lab, LabHost host, String command) {
    lab.ssh().run(host, command, LIMIT);
  }
}
