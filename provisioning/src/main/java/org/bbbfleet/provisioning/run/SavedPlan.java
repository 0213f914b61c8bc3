package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.role.Fleet;

/**
 * A plan that is kept to be carried out later, exactly so or not at all. It says what would be done
 * but not how: no script and no content is in it, so no secret is. It is computed again when it is
 * carried out, and only a host for which the very same comes out is touched.
 *
 * @param format always {@link #FORMAT}
 * @param version always {@link #VERSION}
 * @param run the run that made it
 * @param madeAt when
 * @param who by whom
 * @param limit the pattern of hosts that was given; empty for all
 * @param roles the roles that were given; empty for all
 * @param inventory the keyed digest of the inventory that it was made from
 * @param hosts what would be done, host by host
 * @param unplanned the hosts that could not be planned; left alone, and named, when it is carried
 *     out
 */
public record SavedPlan(
    String format,
    int version,
    String run,
    Instant madeAt,
    String who,
    String limit,
    List<String> roles,
    String inventory,
    List<PlannedHost> hosts,
    List<String> unplanned) {
  /** How such a file names itself. */
  public static final String FORMAT = "bbb-fleet-plan";

  /** The version that this program writes and reads. */
  public static final int VERSION = 2;

  private static final long LARGEST = 256L * 1024 * 1024;

  /**
   * What would be done on one host.
   *
   * @param host its name
   * @param roles its roles
   * @param changes what would be done; without text differences
   * @param digest keyed, of all of it
   */
  public record PlannedHost(
      String host, List<String> roles, List<ChangeReport> changes, String digest) {
    public PlannedHost {
      roles = roles == null ? List.of() : List.copyOf(roles);
      changes = changes == null ? List.of() : List.copyOf(changes);
    }
  }

  public SavedPlan {
    roles = roles == null ? List.of() : List.copyOf(roles);
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
    unplanned = unplanned == null ? List.of() : List.copyOf(unplanned);
    limit = limit == null ? "" : limit;
  }

  /** The plan that a run of that kind came to; of hosts that failed it has the names. */
  public static SavedPlan of(RunReport report, Fleet fleet) {
    PlanDigest digest = new PlanDigest(fleet.secrets().planKey());
    List<PlannedHost> hosts =
        report.hosts().stream()
            .filter(SavedPlan::planned)
            .map(
                h ->
                    new PlannedHost(
                        h.host(),
                        h.roles(),
                        h.changes().stream().map(c -> c.withDiff("")).toList(),
                        digest.of(h.changes())))
            .toList();
    RunRequest request = report.request();
    return new SavedPlan(
        FORMAT,
        VERSION,
        request.id(),
        request.startedAt(),
        request.who(),
        request.limit(),
        request.roles(),
        digest.of(fleet.inventory()),
        hosts,
        report.hosts().stream().filter(h -> !planned(h)).map(HostReport::host).toList());
  }

  private static boolean planned(HostReport host) {
    return host.state() == HostReport.State.OK || host.state() == HostReport.State.PLANNED;
  }

  /** Whether the inventory is still the one that the plan was made from. */
  public boolean sameInventory(Fleet fleet) {
    return new PlanDigest(fleet.secrets().planKey()).of(fleet.inventory()).equals(inventory);
  }

  /** What it has for a host. */
  public Optional<PlannedHost> host(String name) {
    return hosts.stream().filter(h -> h.host().equals(name)).findFirst();
  }

  /** How many changes it has. */
  public int changes() {
    return hosts.stream().mapToInt(h -> h.changes().size()).sum();
  }

  /** How what would be done now differs from the plan, in words; empty when it does not. */
  List<String> differences(String host, List<ChangeReport> now) {
    // Two roles may each want the same missing package: then two changes have one name.
    Map<String, Deque<ChangeReport>> planned = new LinkedHashMap<>();
    host(host)
        .ifPresent(
            h ->
                h.changes()
                    .forEach(c -> planned.computeIfAbsent(key(c), k -> new ArrayDeque<>()).add(c)));
    List<String> differences = new ArrayList<>();
    for (ChangeReport change : now) {
      Deque<ChangeReport> alike = planned.get(key(change));
      ChangeReport before = alike == null ? null : alike.poll();
      if (change.basis() == Change.Basis.WAITING) {
        continue;
      }
      if (before == null) {
        differences.add("not planned: " + change);
      } else if (!before.digest().equals(change.digest())) {
        differences.add(
            before.toString().equals(change.toString())
                ? "another content than planned: " + change
                : "planned " + before + ", now " + change);
      }
    }
    planned.values().stream()
        .flatMap(Deque::stream)
        // Another host of the same run may have done for the fleet what this one had planned.
        .filter(left -> left.once().isEmpty())
        // Or it has come about by itself what was waited for, or could not be told.
        .filter(left -> left.basis() == Change.Basis.STATE)
        .forEach(left -> differences.add("no longer to be done: " + left));
    return differences;
  }

  private static String key(ChangeReport change) {
    return change.kind() + " " + change.name();
  }

  /**
   * Makes sure that a plan can be written there, before it is made.
   *
   * @throws FleetException (INPUT) when it can't
   */
  public static void checkWritable(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("it is a directory");
      }
      Files.delete(temporary(file.toAbsolutePath()));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * Writes it, for its owner only; what was there is replaced in one step.
   *
   * @throws FleetException (INPUT) when the file can't be written
   */
  public void write(Path file) {
    Path target = file.toAbsolutePath();
    try {
      Path temporary = temporary(target);
      try {
        Files.writeString(temporary, RunJson.pretty(this) + "\n");
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static Path temporary(Path target) throws IOException {
    return Files.createTempFile(
        requireNonNull(target.getParent(), "no parent"),
        ".plan",
        "",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static FleetException unwritable(Path file, IOException why) {
    return new FleetException(
        ErrorCategory.INPUT, "the plan can't be written to " + file + ": " + why, why);
  }

  /**
   * Reads one.
   *
   * @throws FleetException (INPUT) when it is none, or of another version
   */
  public static SavedPlan read(Path file) {
    String text;
    try {
      if (Files.size(file) > LARGEST) {
        throw new FleetException(ErrorCategory.INPUT, file + " is too large for a plan.");
      }
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "there is no plan " + file + ". fleet plan -o " + file + " makes one.",
          e);
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, "the plan " + file + " can't be read: " + e, e);
    }
    SavedPlan plan;
    try {
      plan = RunJson.read(text, SavedPlan.class);
    } catch (FleetException e) {
      throw new FleetException(
          ErrorCategory.INPUT, file + " is no plan of fleet plan -o: " + e.getMessage(), e);
    }
    if (!FORMAT.equals(plan.format())) {
      throw new FleetException(ErrorCategory.INPUT, file + " is no plan of fleet plan -o.");
    }
    if (plan.version() != VERSION) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "%s is a plan of version %d; this program reads version %d. Plan again."
              .formatted(file, plan.version(), VERSION));
    }
    return plan;
  }
}
