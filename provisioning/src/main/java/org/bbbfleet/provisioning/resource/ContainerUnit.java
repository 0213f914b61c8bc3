package org.bbbfleet.provisioning.resource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The unit by which systemd runs a container, and the words of {@code docker run} in it. */
final class ContainerUnit {
  private ContainerUnit() {}

  /** By what a container that runs is told from one that was to run otherwise. */
  static String hash(Container container) {
    return Hash.sha256(String.join("\n", runWords(container, "")).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> runWords(Container container, String hash) {
    List<String> words =
        new ArrayList<>(List.of("/usr/bin/docker", "run", "--rm", "--name", container.name()));
    words.addAll(
        List.of(
            "--label",
            ContainerFact.LABEL + "=" + hash,
            "--label",
            ContainerFact.LABEL_IMAGE + "=" + container.image()));
    words.addAll(
        List.of("--log-driver", "local", "--env-file", container.environmentFile().name()));
    words.addAll(container.options().words());
    container
        .options()
        .healthy()
        .ifPresent(
            health ->
                words.addAll(
                    List.of(
                        "--health-cmd",
                        health.check(),
                        "--health-interval",
                        health.every().toSeconds() + "s",
                        "--health-timeout",
                        "5s",
                        "--health-start-period",
                        container.within().toSeconds() + "s")));
    words.add(container.image());
    words.addAll(container.options().command());
    return words;
  }

  static String text(Container container) {
    List<String> words = new ArrayList<>();
    runWords(container, hash(container)).forEach(word -> words.add(systemd(word)));
    return """
        [Unit]
        Description=Container %1$s
        Requires=docker.service
        After=docker.service network-online.target
        Wants=network-online.target
        StartLimitIntervalSec=0

        [Service]
        ExecStartPre=-/usr/bin/docker rm --force %1$s
        ExecStart=%2$s
        ExecStop=/usr/bin/docker stop --time 30 %1$s
        Restart=always
        RestartSec=5
        TimeoutStopSec=60

        [Install]
        WantedBy=multi-user.target
        """
        .formatted(container.name(), String.join(" ", words));
  }

  /** A word of ExecStart that systemd passes on as it is. */
  private static String systemd(String word) {
    return "\""
        + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
        + "\"";
  }
}
