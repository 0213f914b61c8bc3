package org.bbbfleet.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.AnsibleView;
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

  /** {@code fleet inventory list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "All hosts with their addresses and groups.")
  static final class ListHosts implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Option(names = "--json", description = "The same JSON as ansible-inventory --list.")
    private boolean json;

    @Override
    public Integer call() {
      Inventory inventory = options.unchecked();
      if (json) {
        System.out.println(Json.write(new AnsibleView(inventory).list()));
        return 0;
      }
      Table table = new Table("HOST", "ADDRESS", "GROUPS");
      for (Host host : inventory.hosts()) {
        table.row(host.name(), host.address(), String.join(" ", host.groups()));
      }
      table.lines().forEach(System.out::println);
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
        System.out.println(Json.write(inventory.groups()));
      } else {
        new AnsibleView(inventory).graph().forEach(System.out::println);
      }
      return 0;
    }
  }

  /** {@code fleet inventory host}. */
  @Command(
      name = "host",
      mixinStandardHelpOptions = true,
      description =
          "A host's variables with their values and where they were set; encrypted ones are not"
              + " shown.")
  static final class OneHost implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Parameters(paramLabel = "NAME", description = "The host's name in the inventory.")
    private String name;

    @Option(names = "--json", description = "The same JSON as ansible-inventory --host.")
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
        System.out.println(Json.write(new AnsibleView(inventory).host(name)));
        return 0;
      }
      Map<String, Value> written = new TreeMap<>(inventory.written(name));
      Map<String, Object> rendered = new LinkedHashMap<>(host.variables());
      Table table = new Table("VARIABLE", "VALUE", "SET IN");
      written.forEach(
          (variable, value) ->
              table.row(
                  variable,
                  value.hidden() ? "(encrypted)" : String.valueOf(rendered.get(variable)),
                  value.where()));
      table.lines().forEach(System.out::println);
      return 0;
    }
  }
}
