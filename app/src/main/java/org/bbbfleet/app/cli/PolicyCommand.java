package org.bbbfleet.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.PolicyYaml;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.Remedies;
import org.bbbfleet.provisioning.role.serve.FleetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet policy}: what is done about which alert, and why. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "What the healer does about which alert, how far it may go, and why.",
    subcommands = {
      PolicyCommand.ListAll.class,
      PolicyCommand.Show.class,
      PolicyCommand.Export.class,
      PolicyCommand.Check.class,
      PolicyCommand.Explain.class
    })
public final class PolicyCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Printable.complain("fleet policy: name one of list, show, export, check, explain");
    return FleetCommand.USAGE;
  }

  private static Shipped shipped(String alert) {
    List<Shipped> all = Remedies.shipped();
    return all.stream()
        .filter(one -> one.policy().rule().alert().equals(alert))
        .findFirst()
        .orElseThrow(
            () ->
                new FleetException(
                    ErrorCategory.INPUT,
                    "there is no alert "
                        + alert
                        + "."
                        + Suggestion.sentence(
                            alert, all.stream().map(one -> one.policy().rule().alert()).toList())));
  }

  /** All policies, a line each. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what ships: each alert, its role and its steps.")
  static final class ListAll implements Callable<Integer> {
    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    /** One row. */
    record Row(String alert, String role, List<String> steps, String onlyAPersonBecause) {}

    @Override
    public Integer call() {
      List<Row> rows = new ArrayList<>();
      for (Shipped one : Remedies.shipped()) {
        Policy policy = one.policy();
        rows.add(
            new Row(
                policy.rule().alert(),
                one.role(),
                policy.steps().stream().map(ListAll::text).toList(),
                policy.onlyAPersonBecause()));
      }
      if (json) {
        Terminal.standard().line(Json.write(rows));
        return 0;
      }
      Table table = new Table("ALERT", "ROLE", "STEPS");
      for (Row row : rows) {
        table.row(
            row.alert(),
            row.role(),
            row.steps().isEmpty()
                ? "a person: " + row.onlyAPersonBecause()
                : String.join(", ", row.steps()) + ", a person");
      }
      table.lines().forEach(Terminal.standard()::line);
      return 0;
    }

    private static String text(Step step) {
      return step.call().action() + " (" + step.mode().label() + ")";
    }
  }

  /** One policy. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the shipped policy of an alert as YAML.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ALERT", description = "The alert's name.")
    private String alert;

    @Override
    public Integer call() {
      Terminal.standard().line(PolicyYaml.write(List.of(shipped(alert))).stripTrailing());
      return 0;
    }
  }

  /** All policies as a file. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Prints all shipped policies as YAML, to begin policies/*.yaml with.")
  static final class Export implements Callable<Integer> {
    @Override
    public Integer call() {
      Terminal.standard().line(PolicyYaml.write(Remedies.shipped()).stripTrailing());
      return 0;
    }
  }

  /** Reads the files beside the inventory. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Reads policies/*.yaml beside the inventory and says all that is wrong.")
  static final class Check implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Override
    public Integer call() {
      FleetFile fleet = FleetFile.of(options.fleet(options.inventory()));
      fleet.book();
      Terminal.standard().line(fleet.policies().size() + " policy files, nothing wrong.");
      return 0;
    }
  }

  /** What would happen now. */
  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = {
        "Says what would happen now if an alert fired on a host, and why.",
        "Asks the running service; with --inventory and no service, what the files alone say."
      })
  static final class Explain implements Callable<Integer> {
    @Mixin private ServeClient serve;

    @Parameters(paramLabel = "ALERT", description = "The alert's name.")
    private String alert;

    @Option(names = "--host", required = true, paramLabel = "HOST", description = "The host.")
    private String host;

    @Option(
        names = "--label",
        paramLabel = "NAME=VALUE",
        description = "A further label of the alert: unit=nginx.service.")
    private List<String> labels = List.of();

    @Option(
        names = {"-i", "--inventory"},
        paramLabel = "PATH",
        description = "Without asking the service: what the policy files beside it say.")
    private Path inventory;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      Terminal terminal = Terminal.standard();
      if (inventory != null) {
        offline().forEach(terminal::line);
        return 0;
      }
      String path =
          "/api/v1/policies/"
              + encoded(alert)
              + "/explain?host="
              + encoded(host)
              + (labels.isEmpty() ? "" : "&labels=" + encoded(String.join(",", labels)));
      JsonNode answer = serve.get(path);
      if (json) {
        terminal.line(answer.toPrettyString());
      } else {
        ExplainView.lines(answer).forEach(terminal::line);
      }
      return 0;
    }

    private List<String> offline() {
      if (!Files.exists(inventory)) {
        throw new FleetException(ErrorCategory.INPUT, inventory + " does not exist");
      }
      PolicyBook book = OfflineBook.of(inventory);
      PolicyBook.Chosen chosen =
          book.choose(alert, host)
              .orElseThrow(
                  () -> new FleetException(ErrorCategory.INPUT, "there is no alert " + alert));
      if (json) {
        return List.of(Json.write(OfflineBook.answer(chosen, host)));
      }
      return OfflineBook.lines(chosen, host);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }
}
