package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.verify.QueryAnswer;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.provisioning.facts.Layout;

/**
 * The fleet's Prometheus, asked on its own host over one connection for the whole run: who may
 * provision that host reaches it, whatever its firewall lets in. Many queries are one script.
 */
final class FleetPrometheus implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  // HTTP/1.0 over bash's /dev/tcp, at most 1 MiB and 10 s a query; all are ASCII.
  private static final String ASK =
      """
      fleet_ask() {
        timeout 10 bash -c '
          exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
          printf "POST /api/v1/query HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\nContent-Length: %s\\r\\n\\r\\n%s" "${#2}" "$2" >&3
          head -c 1048576 <&3
        ' - "$1" "$2" 2>/dev/null | tr -d '\\000\\r' | base64 -w0
        echo
      }
      """;

  private final Host host;
  private final Shells shells;
  private final Layout layout;
  private final int port;
  private final String configuration;
  private Optional<Shell> shell = Optional.empty();

  /**
   * One on a host.
   *
   * @param configuration a path that is there as soon as Prometheus has been set up
   */
  FleetPrometheus(Host host, Shells shells, Layout layout, int port, String configuration) {
    this.host = requireNonNull(host, "host is null");
    this.shells = requireNonNull(shells, "shells is null");
    this.layout = requireNonNull(layout, "layout is null");
    this.port = port;
    this.configuration = configuration;
  }

  Host host() {
    return host;
  }

  /**
   * Answers to all of these queries.
   *
   * @return empty when there is no Prometheus on its host yet; else a source that throws, as a
   *     source does, for a query that was not answered
   * @throws FleetException when its host is not reached
   */
  synchronized Optional<SignalSource> ask(List<String> queries) {
    StringBuilder script = new StringBuilder(ASK);
    script.append("[ -e ").append(Quote.sh(configuration)).append(" ] || { echo none; exit 0; }\n");
    for (String query : queries) {
      String form = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + "&timeout=8s";
      script.append("fleet_ask ").append(port).append(' ').append(Quote.sh(form)).append('\n');
    }
    List<String> lines = run(layout.script(script.toString())).lines().toList();
    if (lines.equals(List.of("none"))) {
      return Optional.empty();
    }
    Map<String, String> answers = new HashMap<>();
    for (int i = 0; i < Math.min(queries.size(), lines.size()); i++) {
      answers.put(queries.get(i), lines.get(i));
    }
    return Optional.of(promql -> QueryAnswer.samples(name(), body(answers.get(promql))));
  }

  private String name() {
    return "Prometheus on " + host.name();
  }

  private String run(String script) {
    try {
      if (shell.isEmpty()) {
        shell = Optional.of(shells.open(host));
      }
      Shell.Result result = shell.get().run(Shell.Script.of(script, TIMEOUT));
      if (!result.ok()) {
        throw new FleetException(
            ErrorCategory.REMOTE,
            name() + " could not be asked (status " + result.exitStatus() + ")");
      }
      return result.out();
    } catch (FleetException e) {
      // The next question begins with a connection of its own.
      close();
      throw e;
    }
  }

  private byte[] body(String line) {
    String text =
        line == null || line.isEmpty()
            ? ""
            : new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
    int body = text.indexOf("\n\n");
    if (body < 0) {
      throw new FleetException(ErrorCategory.UNREACHABLE, name() + " does not answer");
    }
    return text.substring(body + 2).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() {
    shell.ifPresent(Shell::close);
    shell = Optional.empty();
  }
}
