package org.bbbfleet.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.LabCommands;
import org.bbbfleet.lab.hosts.LabStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet lab}: throw-away Debian hosts on this machine. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Throw-away Debian hosts on this machine, as root.",
    subcommands = {LabCommand.Up.class, LabCommand.Down.class, LabCommand.Status.class})
public final class LabCommand {
  private static LabCommands commands(Terminal terminal) {
    return new LabCommands(terminal::line);
  }

  /** {@code fleet lab up}. */
  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Brings up hosts that stay until fleet lab down, and prints their inventory.")
  public static final class Up implements Callable<Integer> {
    @Parameters(paramLabel = "N", defaultValue = "1", description = "How many (default: 1).")
    private int count;

    @Option(
        names = "--image",
        paramLabel = "IMAGE",
        defaultValue = "bookworm",
        description = "bookworm, trixie or bookworm-media (default: ${DEFAULT-VALUE}).")
    private String image;

    @Override
    public Integer call() {
      Terminal err = new Terminal(System.err, System.console() != null, System.getenv());
      LabStatus lab = commands(err).up(count, Image.named(image));
      System.out.print(lab.inventory());
      err.line("known hosts: " + lab.knownHosts());
      return 0;
    }
  }

  /** {@code fleet lab down}. */
  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Removes one lab, or all that no running program owns.")
  public static final class Down implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this lab.")
    private String name;

    @Override
    public Integer call() {
      Terminal terminal = Terminal.standard();
      List<String> gone = commands(terminal).down(Optional.ofNullable(name));
      if (gone.isEmpty()) {
        terminal.line("no lab to remove");
      }
      return 0;
    }
  }

  /** {@code fleet lab status}. */
  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Lists the labs of this machine.")
  public static final class Status implements Callable<Integer> {
    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      Terminal terminal = Terminal.standard();
      List<LabStatus> labs = commands(terminal).status();
      if (json) {
        terminal.line(Json.write(labs));
        return 0;
      }
      Table table = new Table("LAB", "SUBNET", "KEEPER", "HOSTS");
      for (LabStatus lab : labs) {
        table.row(
            lab.name(),
            lab.subnet(),
            lab.keeper().name().toLowerCase(java.util.Locale.ROOT),
            String.join(" ", lab.hosts().stream().map(h -> h.name() + "=" + h.address()).toList()));
      }
      table.lines().forEach(terminal::line);
      return 0;
    }
  }
}
