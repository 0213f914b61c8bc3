package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;

/**
 * The state of a systemd unit. One that is to be stopped and that systemd does not know is as it
 * should be.
 *
 * @param name with its suffix, {@code bbb-fleet-agent.service}
 * @param boot whether it starts with the host
 * @param now whether it runs
 */
public record Unit(String name, Boot boot, Now now) implements Resource {

  /** Whether a unit starts with the host. */
  public enum Boot {
    ENABLED,
    DISABLED,
    /** Can't be started by anybody. */
    MASKED
  }

  /** Whether a unit runs now. */
  public enum Now {
    RUNNING,
    STOPPED,
    /** Not our matter. */
    EITHER
  }

  public Unit {
    Names.unit(name);
    requireNonNull(boot, "boot is null");
    requireNonNull(now, "now is null");
  }

  /** A unit that is enabled and runs. */
  Unit(String name) {
    this(name, Boot.ENABLED, Now.RUNNING);
  }

  /** The unit starts with the host and runs now. */
  public Unit running() {
    return new Unit(name);
  }

  /** The unit starts with the host; whether it runs now is not looked at. */
  public Unit enabled() {
    return new Unit(name, Boot.ENABLED, Now.EITHER);
  }

  /** The unit does not start with the host; whether it runs is somebody else's matter. */
  public Unit disabled() {
    return new Unit(name, Boot.DISABLED, Now.EITHER);
  }

  /** The unit does not run, and does not start with the host. */
  public Unit stopped() {
    return new Unit(name, Boot.DISABLED, Now.STOPPED);
  }

  /** The unit does not run, and nothing can start it. */
  public Unit masked() {
    return new Unit(name, Boot.MASKED, Now.STOPPED);
  }

  @Override
  public String kind() {
    return "unit";
  }

  @Override
  public void ask(Questions questions) {
    questions.unit(name);
  }

  @Override
  public List<Change> changes(Facts facts) {
    UnitFact unit = facts.unit(name);
    boolean isMasked = unit.loadState().equals("masked");
    List<String> differences = new ArrayList<>();
    StringBuilder script = new StringBuilder("u=" + name + "\n");
    if (unit.needsDaemonReload()) {
      differences.add("changed on disk");
    }
    script.append("systemctl daemon-reload\n");
    if (now == Now.STOPPED && mayRun(unit)) {
      differences.add("stop");
      script.append("systemctl stop \"$u\"\n");
    }
    switch (boot) {
      case ENABLED -> {
        if (isMasked) {
          differences.add("unmask");
          script.append("systemctl unmask -q \"$u\"\n");
        }
        if (!unit.enabled()) {
          differences.add("enable");
        }
        script.append("systemctl enable -q \"$u\"\n");
      }
      case DISABLED -> {
        if (unit.fileState().startsWith("enabled")) {
          differences.add("disable");
          script.append("systemctl disable -q \"$u\"\n");
        }
      }
      case MASKED -> {
        if (!isMasked) {
          differences.add("mask");
          script.append("systemctl mask -q \"$u\"\n");
        }
      }
    }
    if (now == Now.RUNNING) {
      if (!unit.running()) {
        differences.add("start");
      }
      script.append(START);
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(
                unit.loaded() || now != Now.RUNNING ? Change.Sign.MODIFY : Change.Sign.ADD,
                this,
                String.join(", ", differences),
                script.toString()));
  }

  private static boolean mayRun(UnitFact unit) {
    return switch (unit.activeState()) {
      case "inactive", "failed" -> false;
      default -> true;
    };
  }

  // A unit that a package has already started with our files needs no second start; one that is
  // due for a restart gets it here instead of a start now and a restart at the end.
  private static final String START =
      """
      case $(systemctl is-active "$u") in
        active | reloading) ;;
        *)
          systemctl reset-failed "$u" 2>/dev/null || :
          systemctl restart "$u"
          rm -f -- "$FLEET_PENDING/restart:$u" "$FLEET_PENDING/reload:$u"
          ;;
      esac
      """;
}
