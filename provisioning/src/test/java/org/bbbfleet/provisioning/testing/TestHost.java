package org.bbbfleet.provisioning.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.FactsScript;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.Resource;

/**
 * This machine as a host, kept to one directory: real scripts, real files, and programs that would
 * reach beyond the directory replaced by small ones that note what they were asked.
 */
public final class TestHost implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path root;
  private final Layout layout;
  private final Shell shell = new LocalShell("test-host");

  public TestHost(Path root) {
    this.root = root;
    this.layout =
        new Layout(root.resolve("state").toString(), root.resolve("bin") + ":/usr/bin:/bin");
    directory("bin");
    directory("units");
    program("id", "case $1 in -Gn) echo root ;; *) echo 0 ;; esac");
    program(
        "systemctl",
        """
        dir='%s'
        echo "$*" >>"$dir/systemctl.log"
        state() { cat "$dir/units/$1" 2>/dev/null || echo not-found; }
        case $1 in
          show)
            while [ "$1" != -- ]; do shift; done
            shift
            first=1
            for u; do
              [ "$first" ] || echo
              first=
              case $(state "$u") in
                not-found) echo LoadState=not-found; echo ActiveState=inactive; echo UnitFileState= ;;
                *) echo LoadState=loaded; echo "ActiveState=$(state "$u")"; echo UnitFileState=enabled ;;
              esac
              echo NeedDaemonReload=no
            done
            ;;
          is-active) for u; do :; done; state "$u" ;;
          restart) echo active >"$dir/units/$2" ;;
        esac
        """
            .formatted(root));
  }

  public Path root() {
    return root;
  }

  public Layout layout() {
    return layout;
  }

  public Shell shell() {
    return shell;
  }

  /** A path in the directory. */
  public String path(String name) {
    return root.resolve(name).toString();
  }

  public Path directory(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a program first on the path of scripts. */
  public void program(String name, String script) {
    try {
      Path file = root.resolve("bin").resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes systemd know a unit in this state. */
  public void unit(String name, String activeState) {
    write("units/" + name, activeState + "\n");
  }

  /** What systemctl was asked to do, questions left out. */
  public List<String> systemctl() {
    return lines("systemctl.log").stream()
        .filter(line -> !line.startsWith("show") && !line.startsWith("is-active"))
        .toList();
  }

  public List<String> lines(String name) {
    try {
      Path file = root.resolve(name);
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void write(String name, String text) {
    try {
      Files.writeString(root.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Markers of handlers that have yet to run. */
  public List<String> pending() {
    Path directory = Path.of(layout.pending());
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who we are: files of tests belong to us, since only root may give files away. */
  public String user() {
    return attributes().owner().getName();
  }

  public String group() {
    return attributes().group().getName();
  }

  private PosixFileAttributes attributes() {
    try {
      return Files.readAttributes(root, PosixFileAttributes.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answers to these questions, by the real script. */
  public Facts ask(Questions questions) {
    Shell.Result result = shell.run(Shell.Script.of(FactsScript.render(questions, layout), LIMIT));
    if (!result.ok()) {
      throw new AssertionError(result.toString());
    }
    return FactsParser.parse(questions, shell.host(), result.out());
  }

  /** The plan for these resources. */
  public HostPlan plan(Resource... resources) {
    Questions questions = new Questions();
    Planner.ask(List.of(resources), questions);
    return Planner.plan(shell.host(), List.of(resources), ask(questions));
  }

  @Override
  public void close() {
    shell.close();
  }
}
