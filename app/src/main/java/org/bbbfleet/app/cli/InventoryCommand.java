package org.bbbfleet.app.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.AnsibleView;
import org.bbbfleet.core.inventory.Hidden;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet inventory}: what the inventory says, without contacting anything. */
@Command(
    name = "inventory",
    mixinStandardHelpOptions = true,
    description = "What the inventory says. Nothing is contacted.",
    subcommands = {
      InventoryCommand.ListHosts.class,
      InventoryCommand.Graph.class,
      InventoryCommand.OneHost.class,
      InventoryCheckCommand.class
    })
public final class InventoryCommand {

  /** A variable's value as it may be shown. */
  private static String shown(Inventory inventory, Host host, String variable) {
    return inventory.hidden().covers(host, variable)
        ? Hidden.SHOWN
        : String.valueOf(host.variables().get(variable));
  }

  /** {@code fleet inventory list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All hosts with their addresses and groups.")
  static final class ListHosts implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Option(
        names = "--json",
        description =
            "The same JSON as ansible-inventory --list: values as they were written, !vault ones"
                + " encrypted, those of a file that is encrypted as a whole in the open.")
    private boolean json;

    @Override
    public Integer call() {
      Inventory inventory = options.unchecked();
      if (json) {
        Printable.print(Json.writeAsPython(new AnsibleView(inventory).list()));
        return 0;
      }
      Table table = new Table("HOST", "ADDRESS", "GROUPS");
      for (Host host : inventory.hosts()) {
        String address =
            host.variables().containsKey("ansible_host")
                ? shown(inventory, host, "ansible_host")
                : host.name();
        table.row(host.name(), address, String.join(" ", host.groups()));
      }
      table.lines().forEach(Printable::print);
      return 0;
    }
  }

  /** {@code fleet inventory graph}. */
  @Command(
      name = "graph",
      mixinStandardHelpOptions = true,
      description = "The groups as a tree, as ansible-inventory --graph draws them.")
  static final class Graph implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Option(names = "--json", description = "The groups with their hosts and children.")
    private boolean json;

    @Override
    public Integer call() {
      Inventory inventory = options.unchecked();
      if (json) {
        Printable.print(Json.write(inventory.groups()));
      } else {
        new AnsibleView(inventory).graph().forEach(Printable::print);
      }
      return 0;
    }
  }

  /** {@code fleet inventory host}. */
  @Command(
      name = "host",
      mixinStandardHelpOptions = true,
      description =
          "A host's variables with their values and where they were set; those that stand"
              + " encrypted, or are made of such, are not shown.")
  static final class OneHost implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Parameters(paramLabel = "NAME", description = "The host's name in the inventory.")
    private String name;

    @Option(
        names = "--json",
        description =
            "The same JSON as ansible-inventory --host: values as they were written, !vault ones"
                + " encrypted, those of a file that is encrypted as a whole in the open.")
    private boolean json;

    @Override
    public Integer call() {
      Inventory inventory = options.unchecked();
      Host host =
          inventory
              .host(name)
              .orElseThrow(
                  () -> {
                    List<String> names = inventory.hosts().stream().map(Host::name).toList();
                    return new FleetException(
                        ErrorCategory.INPUT,
                        "the inventory has no host "
                            + name
                            + "."
                            + Suggestion.sentence(name, names));
                  });
      if (json) {
        Printable.print(Json.writeAsPython(new AnsibleView(inventory).host(name)));
        return 0;
      }
      Map<String, Value> written = new TreeMap<>(inventory.written(name));
      Table table = new Table("VARIABLE", "VALUE", "SET IN");
      written.forEach(
          (variable, value) ->
              table.row(
                  variable,
                  value.hidden() ? Hidden.SHOWN : shown(inventory, host, variable),
                  value.where()));
      table.lines().forEach(Printable::print);
      return 0;
    }
  }
}
