package org.bbbfleet.exporters.proc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * To whom a process belongs by {@code /proc/PID/cgroup} (cgroups(7)), under cgroup v1, the hybrid
 * and v2 alike.
 *
 * @param unit the service that the system's systemd runs it in, such as {@code bbb-web.service}
 * @param container the full id (64 hexadecimal digits) of its Docker or Podman container
 */
public record Cgroup(Optional<String> unit, Optional<String> container) {
  private static final Pattern CONTAINER =
      Pattern.compile("/(?:docker-|docker/|libpod-|libpod/)([0-9a-f]{64})(?:\\.scope)?(?:/|$)");
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9:_.@\\\\-]{1,247}\\.service");
  private static final Pattern USER_MANAGER = Pattern.compile("user@\\d+\\.service");

  /** Nobody's: not in a service and not in a container. */
  public static final Cgroup NONE = new Cgroup(Optional.empty(), Optional.empty());

  /**
   * Reads the text of a {@code cgroup} file.
   *
   * <p>systemd's own hierarchy ({@code name=systemd} or, on v2, the only one) says the unit; Docker
   * with its cgroupfs driver shows in all hierarchies, so that any line may say the container.
   */
  public static Cgroup parse(String text) {
    Optional<String> named = Optional.empty();
    Optional<String> unified = Optional.empty();
    Optional<String> container = Optional.empty();
    for (String line : text.split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      // The kernel says so of a group that was removed while a dead member waits to be reaped.
      String path =
          parts[2].endsWith(" (deleted)")
              ? parts[2].substring(0, parts[2].length() - " (deleted)".length())
              : parts[2];
      if (parts[1].equals("name=systemd")) {
        named = service(path);
      } else if (parts[1].isEmpty()) {
        unified = service(path);
      }
      Matcher m = CONTAINER.matcher(path);
      if (m.find()) {
        container = Optional.of(m.group(1));
      }
    }
    Optional<String> unit = named.isPresent() ? named : unified;
    return unit.isEmpty() && container.isEmpty() ? NONE : new Cgroup(unit, container);
  }

  /**
   * The last service of the path; below a user's manager that manager, because the system's systemd
   * knows no other name for what runs there.
   */
  private static Optional<String> service(String path) {
    Optional<String> last = Optional.empty();
    for (String element : path.split("/")) {
      // systemd puts a _ before a name that could be taken for one of the kernel's own files.
      String name = element.startsWith("_") ? element.substring(1) : element;
      if (SERVICE.matcher(name).matches()) {
        last = Optional.of(name);
        if (USER_MANAGER.matcher(name).matches()) {
          return last;
        }
      }
    }
    return last;
  }
}
