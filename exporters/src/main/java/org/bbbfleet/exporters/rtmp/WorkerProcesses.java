package org.bbbfleet.exporters.rtmp;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.proc.ProcessTable;

/**
 * Looks at an nginx's worker processes, starting from the one that answered: its statistics are one
 * worker's, so others are noticed at once and not only when chance lets them answer. Needs no
 * privilege; a server elsewhere, or in a container, is not seen.
 */
final class WorkerProcesses {
  private static final Pattern PARENT = Pattern.compile("(?m)^PPid:\\s+(\\d{1,9})$");
  private static final Pattern NAME = Pattern.compile("(?m)^Name:\\s+nginx$");
  private static final int MAX_CHILDREN = 1024;

  private final ProcessTable table;

  WorkerProcesses(Path root) {
    this.table = new ProcessTable(root);
  }

  /**
   * How many there are.
   *
   * @param serving those that take connections
   * @param shuttingDown those from before a reload that wait for their last client
   */
  record Workers(int serving, int shuttingDown) {}

  /** The workers beside the one with this number, it included; empty when it is not seen here. */
  Optional<Workers> beside(double pid) {
    if (!(pid >= 2 && pid <= Integer.MAX_VALUE)) {
      return Optional.empty();
    }
    Optional<String> status = table.small((int) pid, "status").filter(WorkerProcesses::isNginx);
    Matcher parent = PARENT.matcher(status.orElse(""));
    if (!parent.find()) {
      return Optional.empty();
    }
    String master = parent.group(1);
    return table
        .small(Integer.parseInt(master), "task/" + master + "/children")
        .map(this::count)
        .filter(workers -> workers.serving() + workers.shuttingDown() > 0);
  }

  private Workers count(String children) {
    int serving = 0;
    int shuttingDown = 0;
    String[] pids = children.trim().split(" ");
    for (int i = 0; i < Math.min(pids.length, MAX_CHILDREN); i++) {
      if (!pids[i].matches("\\d{1,9}")) {
        continue;
      }
      // nginx writes what a process does into its command line; its cache's helpers are no
      // workers.
      String title = table.small(Integer.parseInt(pids[i]), "cmdline").orElse("");
      if (title.startsWith("nginx: worker process is shutting down")) {
        shuttingDown++;
      } else if (title.startsWith("nginx: worker process")) {
        serving++;
      }
    }
    return new Workers(serving, shuttingDown);
  }

  /** Whether a worker that answered before is no process of nginx any more. */
  boolean ended(double pid) {
    return table.small((int) pid, "status").filter(WorkerProcesses::isNginx).isEmpty();
  }

  private static boolean isNginx(String status) {
    return NAME.matcher(status).find();
  }
}
