package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;

/**
 * A command that systemd runs at set times: a service that runs once and the timer that starts it,
 * in one declaration. A time that was missed while the host was off is made up for.
 *
 * @param name the units' name without suffix
 * @param command the program, an absolute path, and its arguments
 * @param calendar when, as systemd writes it: {@code *-*-* 03:00}; empty: no such timer
 * @param user who runs it
 */
public record Timer(String name, List<String> command, Optional<String> calendar, String user)
    implements Resource {
  private static final Pattern CALENDAR = Pattern.compile("[A-Za-z0-9*/:,.~ _+-]{1,200}");

  public Timer {
    Names.own(name);
    command = List.copyOf(command);
    command.forEach(Names::line);
    Names.account(user);
    if (calendar.isPresent()) {
      Names.matching(CALENDAR, calendar.get(), "not a time for systemd: ");
      requireNonNull(command.get(0), "no command");
      Paths.check(command.get(0));
    }
  }

  static Timer of(String name, String calendar, String... command) {
    return new Timer(name, List.of(command), Optional.of(calendar), "root");
  }

  /** The same, run by another user. */
  public Timer as(String who) {
    return new Timer(name, command, calendar, who);
  }

  /** No such timer, nor its service; a run that is under way ends by itself. */
  public Timer absent() {
    return new Timer(name, List.of(), Optional.empty(), user);
  }

  @Override
  public String kind() {
    return "timer";
  }

  private String unit() {
    return name + ".timer";
  }

  private HostFile file(String suffix, String text) {
    String path = "/etc/systemd/system/" + name + suffix;
    return calendar.isEmpty()
        ? HostFile.none(path)
        : HostFile.of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  // systemd itself is asked whether it understands the time, before anything lands.
  private List<HostFile> files() {
    String line = command.stream().map(Timer::word).collect(Collectors.joining(" "));
    return List.of(
        file(
            ".service",
            """
            # Written by BBB Fleet.
            [Unit]
            Description=%s, started by its timer

            [Service]
            Type=oneshot
            User=%s
            ExecStart=%s
            """
                .formatted(name, user, line)),
        file(
            ".timer",
            """
            # Written by BBB Fleet.
            [Unit]
            Description=Starts %1$s.service

            [Timer]
            OnCalendar=%2$s
            Persistent=true

            [Install]
            WantedBy=timers.target
            """
                .formatted(name, calendar.orElse(""))));
  }

  // In quotes, with what systemd would expand doubled.
  private static String word(String argument) {
    return '"'
        + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
        + '"';
  }

  @Override
  public void ask(Questions questions) {
    files().forEach(file -> file.ask(questions));
    questions.unit(unit());
  }

  @Override
  public List<Change> changes(Facts facts) {
    List<Change> parts = files().stream().flatMap(f -> f.changes(facts).stream()).toList();
    UnitFact timer = facts.unit(unit());
    return calendar.isPresent() ? present(parts, timer) : absent(parts, timer);
  }

  private List<Change> present(List<Change> parts, UnitFact timer) {
    List<String> differences = new ArrayList<>();
    for (Change part : parts) {
      String suffix = part.name().substring(part.name().lastIndexOf('.') + 1);
      differences.add(part.sign() == Change.Sign.ADD ? suffix : suffix + ": " + part.detail());
    }
    if (parts.isEmpty() && timer.needsDaemonReload()) {
      differences.add("changed on disk");
    }
    if (timer.loadState().equals("masked")) {
      differences.add("unmask");
    }
    if (!timer.enabled()) {
      differences.add("enable");
    }
    if (!timer.running()) {
      differences.add("start");
    }
    if (differences.isEmpty()) {
      return List.of();
    }
    String script =
        "systemd-analyze calendar -- %s >/dev/null\n".formatted(Quote.sh(calendar.orElseThrow()))
            + (timer.loadState().equals("masked") ? "systemctl unmask -q " + unit() + "\n" : "")
            + scripts(parts)
            + "systemctl daemon-reload\nsystemctl enable -q %1$s\nsystemctl restart %1$s\n"
                .formatted(unit());
    boolean all = parts.size() == 2 && parts.stream().allMatch(p -> p.sign() == Change.Sign.ADD);
    Change change =
        all
            ? Change.of(Change.Sign.ADD, this, calendar.orElseThrow(), script)
            : Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script);
    return List.of(
        parts.isEmpty()
            ? change
            : change.withText(parts.get(parts.size() - 1).text().orElseThrow()));
  }

  private List<Change> absent(List<Change> parts, UnitFact timer) {
    if (parts.isEmpty() && !timer.running()) {
      return List.of();
    }
    String script =
        "systemctl disable -q --now %1$s 2>/dev/null || systemctl stop %1$s\n".formatted(unit())
            + scripts(parts)
            + "systemctl daemon-reload\n";
    return List.of(Change.of(Change.Sign.REMOVE, this, "", script));
  }

  private static String scripts(List<Change> parts) {
    return parts.stream().map(Change::script).collect(Collectors.joining());
  }
}
