package org.bbbfleet.lab.hosts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Starts the lab's own programs through launch.sh, which writes each down before it becomes it.
 * They are in sessions of their own: Ctrl-C at our terminal reaches us, who then end them in order.
 */
final class Launcher {
  private static final File NOTHING = new File("/dev/null");

  private final LabState state;

  Launcher(LabState state) {
    this.state = state;
  }

  /** Boots a host. */
  Process host(String name, String lower, Path disk) {
    String root = disk.resolve("root").toString();
    List<String> line =
        new ArrayList<>(
            List.of("setsid", "unshare", "-m", "--propagation", "private", "sh", launch()));
    line.addAll(List.of(state.directory().toString(), name, "-r", lower, disk.toString()));
    line.addAll(List.of("systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "-D", root));
    line.add("--machine=" + state.name() + "-" + name);
    line.add("--hostname=" + name);
    line.add("--network-bridge=" + state.subnet().bridge());
    // Without these Docker starts no container.
    line.add("--system-call-filter=add_key keyctl bpf @keyring");
    line.addAll(List.of("--resolv-conf=off", "--timezone=off", "--link-journal=no", "--boot"));
    return start(line, Map.of(), disk.resolve("console.log"));
  }

  /** Starts a program on this machine for as long as the lab is up. */
  Process program(String name, List<String> command, Map<String, String> environment, Path log) {
    List<String> line = new ArrayList<>(List.of("setsid", "sh", launch()));
    line.addAll(List.of(state.directory().toString(), name));
    line.addAll(command);
    return start(line, environment, log);
  }

  private String launch() {
    return state.file("launch.sh").toString();
  }

  private static Process start(List<String> line, Map<String, String> environment, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(new File("/"))
            .redirectInput(NOTHING)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "can't run " + line.get(0) + ": " + e.getMessage(), e);
    }
  }
}
