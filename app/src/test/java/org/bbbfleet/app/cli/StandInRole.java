package org.bbbfleet.app.cli;

import static org.bbbfleet.provisioning.resource.Resources.command;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;

/** A role for runs in tests: two files in a directory of the test's. */
@AutoService(Role.class)
public final class StandInRole implements Role {
  static final String NAME = "stand-in";

  private static final Variable<String> WHERE =
      Variable.text("stand_in_where", "the directory").byDefault("/nowhere", "/nowhere");
  private static final Variable<String> FIRST =
      Variable.text("stand_in_first", "what is done first").byDefault(":", ":");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> groups() {
    return List.of("stand_in");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(WHERE, FIRST);
  }

  @Override
  public Declaration on(HostView host) {
    String name = host.get(WHERE) + "/" + host.host().name();
    return role(NAME)
        .needs(
            command("first", host.get(FIRST) + " && touch " + name + ".first")
                .creates(name + ".first"),
            file(name + ".conf", "of " + host.host().name() + "\n"));
  }
}
