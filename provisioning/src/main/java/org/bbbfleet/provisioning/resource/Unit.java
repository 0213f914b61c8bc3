package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;

/**
 * A systemd unit that is enabled and runs.
 *
 * @param name with its suffix, {@code bbb-fleet-agent.service}
 */
public record Unit(String name) implements Resource {

  public Unit {
    if (!Handler.isUnit(name)) {
      throw new IllegalArgumentException("not a unit name: " + name);
    }
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
    List<String> differences = new ArrayList<>();
    if (unit.needsDaemonReload()) {
      differences.add("changed on disk");
    }
    if (!unit.enabled()) {
      differences.add("enable");
    }
    if (!unit.running()) {
      differences.add("start");
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(
                unit.loaded() ? Change.Sign.MODIFY : Change.Sign.ADD,
                this,
                String.join(", ", differences),
                script()));
  }

  // A unit that a package has already started with our files needs no second start; one that is
  // due for a restart gets it here instead of a start now and a restart at the end.
  private String script() {
    return """
        u=%s
        systemctl daemon-reload
        systemctl enable -q "$u"
        case $(systemctl is-active "$u") in
          active | reloading) ;;
          *)
            systemctl reset-failed "$u" 2>/dev/null || :
            systemctl restart "$u"
            rm -f -- "$FLEET_PENDING/restart:$u" "$FLEET_PENDING/reload:$u"
            ;;
        esac
        """
        .formatted(name);
  }
}
