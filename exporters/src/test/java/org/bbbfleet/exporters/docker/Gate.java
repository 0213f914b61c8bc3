package org.bbbfleet.exporters.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.exporters.proc.RealProcesses;

/** The gate behind a real socket, started for each connection as systemd does. */
public final class Gate {
  private Gate() {}

  /** Lets systemd's own tool listen on a socket and start the script. */
  public static Path listen(RealProcesses real, Path directory, DockerDaemon docker)
      throws Exception {
    Path script = Files.writeString(directory.resolve("gate"), GateScript.text());
    Path socket = directory.resolve("gate.sock");
    List<String> command =
        new ArrayList<>(
            List.of("systemd-socket-activate", "--accept", "--inetd", "--listen=" + socket));
    for (Map.Entry<String, String> variable : docker.environment().entrySet()) {
      command.add("--setenv=" + variable.getKey() + "=" + variable.getValue());
    }
    command.add("--setenv=DOCKER_HOST=unix://" + docker.socket());
    command.add("--setenv=FLEET_GATE_DOCKER=" + docker.client());
    command.addAll(List.of("/bin/sh", script.toString()));
    real.start(command);
    RealProcesses.await(Duration.ofSeconds(10), "the gate listens", () -> Files.exists(socket));
    return socket;
  }
}
