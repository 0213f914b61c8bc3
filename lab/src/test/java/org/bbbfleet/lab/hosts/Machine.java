package org.bbbfleet.lab.hosts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.lab.packages.Command;

/** What a lab could leave on this machine, as the machine itself tells it. */
final class Machine {
  private Machine() {}

  /** Everything on this machine that carries the marks of one lab; empty when nothing is left. */
  static Map<String, String> tracesOf(String lab) {
    String number = lab.substring("lab-".length());
    Map<String, String> traces = new TreeMap<>();
    look(traces, "links", "ip -o link | grep -E 'br-lab" + number + "[:@ ]|vb-" + lab + "-'");
    look(traces, "routes", "ip route show table all | grep -F '10.77." + number + ".'");
    look(traces, "mounts", "grep -F '/labs/" + lab + "/' /proc/[0-9]*/mountinfo | head -3");
    look(traces, "state", "ls -d /run/bbb-fleet-lab/" + lab);
    look(traces, "machines", "ls -d /run/systemd/nspawn/propagate/" + lab + "-*");
    look(
        traces,
        "cgroups",
        "ls -d /sys/fs/cgroup/bbb-fleet-" + lab + "-* /sys/fs/cgroup/*/bbb-fleet-" + lab + "-*");
    look(
        traces,
        "processes",
        // Not this shell, whose own words would match: it has no NUL-separated word of its own for
        // it.
        "for p in /proc/[0-9]*; do [ \"$p\" = /proc/$$ ] || tr '\\0' ' ' 2>/dev/null < $p/cmdline"
            + " | grep -E '(/|=)"
            + lab
            + "[-/ ]' | grep -v 'for p in'; done");
    return traces;
  }

  private static void look(Map<String, String> traces, String what, String script) {
    String found = Command.of(List.of("sh", "-c", script)).run().out().strip();
    if (!found.isEmpty()) {
      traces.put(what, found);
    }
  }
}
