package org.bbbfleet.app.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.shell.WarmUp;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The root command. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Provisions a BigBlueButton fleet, watches it and mends it.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 changes are pending (plan, --check), 64 wrong usage.",
      "The first five minutes: fleet demo.   Your own fleet: docs/getting-started.md",
      "From the sources also: ./fleet build, ./fleet test, ./fleet bench (each has --help)."
    })
public final class FleetCommand {
  /** The exit code of a wrong command line (sysexits' EX_USAGE); 2 means pending changes. */
  public static final int USAGE = 64;

  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          InitCommand.class,
          PlanCommand.class,
          ProvisionCommand.class,
          RunsCommand.class,
          OnceCommand.class,
          InventoryCommand.class,
          VaultCommand.class,
          StatusCommand.class,
          IncidentsCommand.class,
          ApproveCommand.class,
          RejectCommand.class,
          TakeCommand.class,
          AuditCommand.class,
          PauseCommand.class,
          ResumeCommand.class,
          StopCommand.class,
          StartCommand.class,
          HealCommand.class,
          DrainCommand.class,
          UndrainCommand.class,
          PolicyCommand.class,
          AlertsCommand.class,
          DashboardsCommand.class,
          TokenCommand.class,
          SshCommand.class,
          AgentCommand.class,
          ServeCommand.class,
          LabCommand.class,
          CommandLine.HelpCommand.class);

  /** The commands that connect to hosts as soon as they have read the inventory. */
  private static final Set<String> CONNECTING = Set.of("plan", "provision");

  /** Runs a command line and returns its exit code. */
  public static int run(String... args) {
    if (args.length > 0 && CONNECTING.contains(args[0])) {
      WarmUp.start();
    }
    Logging.toStandardError();
    Optional<Class<?>> named = named(args);
    CommandLine line = named.map(FleetCommand::alone).orElseGet(FleetCommand::line);

    line.setExecutionStrategy(new CommandLine.RunLast());
    usageCodes(line);
    line.setExecutionExceptionHandler(
        (exception, command, result) -> {
          command.getErr().println(Printable.of(explain(exception)));
          return ExitCode.SOFTWARE;
        });
    if (args.length == 0) {
      line.usage(System.out);
      return USAGE;
    }
    return line.execute(named.isEmpty() ? args : Arrays.copyOfRange(args, 1, args.length));
  }

  /** The whole command line. */
  public static CommandLine line() {
    CommandLine line = new CommandLine(new FleetCommand());
    COMMANDS.forEach(line::addSubcommand);
    return line;
  }

  // To set up all commands takes longer than most of them run: the one that is named will do.
  private static Optional<Class<?>> named(String... args) {
    return COMMANDS.stream()
        .filter(command -> command != CommandLine.HelpCommand.class)
        .filter(
            command ->
                args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0]))
        .findFirst();
  }

  private static CommandLine alone(Class<?> command) {
    return new CommandLine(command)
        .setCommandName("fleet " + command.getAnnotation(Command.class).name());
  }

  private static void usageCodes(CommandLine command) {
    command.getCommandSpec().exitCodeOnInvalidInput(USAGE);
    command.getSubcommands().values().forEach(FleetCommand::usageCodes);
  }

  private static String explain(Exception exception) {
    if (exception instanceof ProblemsException problems) {
      int n = problems.problems().size();
      return problems.getMessage()
          + System.lineSeparator()
          + (n == 1 ? "1 problem." : n + " problems.")
          + " Nothing was contacted, nothing was changed.";
    }
    if (exception instanceof FleetException fleet && fleet.category() != ErrorCategory.INTERNAL) {
      return "fleet: " + fleet.getMessage();
    }
    java.io.StringWriter trace = new java.io.StringWriter();
    exception.printStackTrace(new java.io.PrintWriter(trace));
    return "fleet: this should not have happened, please report it: " + trace;
  }
}
