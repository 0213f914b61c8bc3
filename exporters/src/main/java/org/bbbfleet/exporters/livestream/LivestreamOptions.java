package org.bbbfleet.exporters.livestream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.docker.DockerGate;
import org.bbbfleet.exporters.proc.PidFile;

/**
 * The options of the livestream exporter.
 *
 * @param unitPrefix what the names of the workers' systemd units begin with
 * @param expected workers that must be there: without a process they are exited for ever
 * @param containers names of workers by the beginning of their container's id
 * @param processes workers that no service manager keeps, by name: a file with the pid of the
 *     worker's main process, as {@link PidFile} says. The worker is that process and all below it.
 *     With it, units and containers are not looked at: they may be another fleet's
 * @param stalledAfter how long ffmpeg's CPU time must stand still
 * @param minCpu the share of one processor below which ffmpeg's CPU time counts as standing still.
 *     Not 0: a blocked ffmpeg still spends a little on the sound server's messages
 * @param minSentBytes what a worker with a network of its own sends per second at the least; 0: not
 *     looked at
 * @param remember how long a worker that is not listed is known as exited
 * @param systemctl the program, where it is another one
 * @param dockerSocket where the gate to Docker listens; not asked when it is not there
 * @param dockerEvery how often it is asked
 * @param meeting how workers are compared with their meetings
 */
public record LivestreamOptions(
    String unitPrefix,
    List<String> expected,
    Map<String, String> containers,
    Map<String, PidFile> processes,
    Duration stalledAfter,
    double minCpu,
    int minSentBytes,
    Duration remember,
    Optional<String> systemctl,
    Path dockerSocket,
    Duration dockerEvery,
    MeetingOptions meeting) {
  static final String DEFAULT_PREFIX = "bbb-livestream-";

  /**
   * Reads {@code unit_prefix}, {@code workers}, {@code containers}, {@code processes}, {@code
   * stalled_after}, {@code min_cpu_permille}, {@code min_sent_bytes}, {@code remember}, {@code
   * systemctl}, {@code docker_socket}, {@code docker_interval} and the section {@code bbb}.
   */
  public static LivestreamOptions from(Section options) {
    Section named = options.section("containers");
    Map<String, String> containers = new LinkedHashMap<>();
    for (String id : named.keys()) {
      if (!id.matches("[0-9a-f]{6,64}")) {
        named.problem(id, "must be the beginning of a container's id: 6 to 64 of 0-9a-f");
      }
      named.string(id).ifPresent(name -> containers.put(id, name));
    }
    Section files = options.section("processes");
    Map<String, PidFile> processes = new LinkedHashMap<>();
    for (String name : files.keys()) {
      files.string(name).ifPresent(file -> processes.put(name, new PidFile(Path.of(file))));
    }
    String prefix = options.string("unit_prefix", DEFAULT_PREFIX);
    if (!prefix.matches("[A-Za-z0-9:_.@-]{3,}")) {
      options.problem("unit_prefix", "must be three or more characters of a unit's name");
    }
    List<String> expected = new ArrayList<>(options.strings("workers", List.of()));
    expected.addAll(processes.keySet());
    return new LivestreamOptions(
        prefix,
        List.copyOf(expected),
        Map.copyOf(containers),
        Map.copyOf(processes),
        options.duration("stalled_after", Duration.ofSeconds(20)),
        options.integer("min_cpu_permille", 5, 0, 1000) / 1000.0,
        options.integer("min_sent_bytes", 10_000, 0, Integer.MAX_VALUE),
        options.duration("remember", Duration.ofMinutes(15)),
        options.string("systemctl"),
        options.string("docker_socket").map(Path::of).orElse(DockerGate.SOCKET),
        options.duration("docker_interval", Duration.ofSeconds(15)),
        MeetingOptions.read(options.section("bbb")));
  }
}
