package org.bbbfleet.exporters.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.ProblemsException;

/**
 * Addresses and secrets of the servers that {@code /probe?target=…} may ask, by kind of probe and
 * by the target's name. A probe's URL names a target and never an address, so that nobody who can
 * reach {@code /probe} chooses where a secret goes.
 *
 * <pre>{@code
 * bbb:
 *   bbb-1:
 *     url: https://bbb-1.example.org/bigbluebutton/api/
 *     secret_file: /etc/bbb-fleet/bbb-1.secret
 * freeswitch:
 *   bbb-1: {host: 10.0.0.11, password_file: /etc/bbb-fleet/bbb-1.esl}
 * }</pre>
 *
 * <p>Read again when it has changed. All methods read the file: call them where blocking is
 * allowed.
 */
public final class TargetFile {
  /** Where it is unless somebody says otherwise. */
  public static final Path DEFAULT = Path.of("/etc/bbb-fleet/targets.yaml");

  private static final long LARGEST = 4L * 1024 * 1024;
  private static final Set<PosixFilePermission> GROUP_CHANGES =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path file;
  private State state = new State(Stamp.NONE, Map.of());

  public TargetFile(Path file) {
    this.file = file;
  }

  /**
   * Reads one target.
   *
   * @param kind the kind of probe, such as {@code bbb}
   * @param target its name in the file
   * @param reader reads the target's section; its problems and unknown keys are reported after it
   * @throws FleetException of category INPUT when the file is not there, is open to others, has
   *     mistakes or does not name the target; the message names no secret
   */
  public <T> T read(String kind, String target, Function<Section, T> reader) {
    Map<String, Map<String, Object>> targets = all().getOrDefault(kind, Map.of());
    Map<String, Object> values = targets.get(target);
    if (values == null) {
      throw wrong(
          "has no such " + kind + " target." + Suggestion.sentence(target, targets.keySet()));
    }
    Section section = Section.of(file + ": " + kind + "." + target, values);
    T result = reader.apply(section);
    section.finish();
    return result;
  }

  /**
   * The names of all targets of a kind, sorted.
   *
   * @throws FleetException as {@link #read}
   */
  public List<String> names(String kind) {
    return List.copyOf(all().getOrDefault(kind, Map.of()).keySet());
  }

  private synchronized Map<String, Map<String, Map<String, Object>>> all() {
    Stamp now = stamp();
    if (!now.equals(state.stamp)) {
      state = new State(now, load());
    }
    return state.targets;
  }

  private Stamp stamp() {
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      Set<PosixFilePermission> permissions = attributes.permissions();
      boolean groupMayRead = permissions.contains(PosixFilePermission.GROUP_READ);
      boolean open =
          permissions.stream().anyMatch(p -> OTHERS.contains(p) || GROUP_CHANGES.contains(p));
      if (open || (groupMayRead && !"root".equals(attributes.owner().getName()))) {
        throw wrong(
            "holds secrets and is open to others. Make it the service's own: chmod 0600, or owner"
                + " root, the service's group and chmod 0640.");
      }
      if (attributes.size() > LARGEST) {
        throw wrong("is larger than " + LARGEST + " bytes");
      }
      return new Stamp(
          attributes.lastModifiedTime().toMillis(),
          attributes.size(),
          String.valueOf(attributes.fileKey()));
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          file + " can't be read: it names the targets that may be probed with a secret",
          e);
    }
  }

  private Map<String, Map<String, Map<String, Object>>> load() {
    Section root;
    try {
      root = Section.load(file);
    } catch (ProblemsException e) {
      throw new FleetException(ErrorCategory.INPUT, e.getMessage(), e);
    }
    Map<String, Map<String, Map<String, Object>>> kinds = new LinkedHashMap<>();
    for (String kind : root.keys()) {
      Section targets = root.section(kind);
      Map<String, Map<String, Object>> byName = new TreeMap<>();
      for (String name : targets.keys()) {
        byName.put(name, targets.section(name).values());
        targets.section(name).acceptRest();
      }
      kinds.put(kind, byName);
    }
    try {
      root.finish();
    } catch (ProblemsException e) {
      throw new FleetException(ErrorCategory.INPUT, e.getMessage(), e);
    }
    return kinds;
  }

  private FleetException wrong(String what) {
    return new FleetException(ErrorCategory.INPUT, file + " " + what);
  }

  private record Stamp(long modified, long size, String key) {
    static final Stamp NONE = new Stamp(-1, -1, "");
  }

  private record State(Stamp stamp, Map<String, Map<String, Map<String, Object>>> targets) {}
}
