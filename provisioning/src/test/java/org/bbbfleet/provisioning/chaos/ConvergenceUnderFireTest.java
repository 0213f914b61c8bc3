package org.bbbfleet.provisioning.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bbbfleet.lab.faults.HostBlow;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty blows at random steps of a first provisioning of three real hosts, each kind at least
 * three times, all runs on one store. The next run always brings them there, the one after has
 * nothing to do, what owed a restart was restarted, and a watcher on each host, which reads the
 * managed files, the unit, the accounts and a package's program all the time, never sees one that
 * is neither absent, nor old, nor new, with its owner and mode. The seed is printed; {@code
 * -Dfleet.chaos.seed} repeats it.
 */
@Tag("system")
@Tag("long")
class ConvergenceUnderFireTest {
  private static final int ROUNDS = Integer.getInteger("fleet.chaos.rounds", 20);
  private static final Duration SHORT = Duration.ofSeconds(60);

  /** What may be seen of a file is told by its size and sum, so that no hash slows the watcher. */
  private static final String WATCHER =
      """
      use strict; my %seen;
      open my $log, ">>", "/var/tmp/seen"; select $log; $| = 1;
      while (1) {
        for my $p (glob("/srv/small/file-*"), @ARGV) {
          open my $f, "<", $p or next;
          my @s = stat $f; local $/; my $t = <$f>; $t = "" unless defined $t;
          my $k = sprintf "%s %o %d %d %d", $p, $s[2] & 07777, $s[4], length $t, unpack "%32C*", $t;
          print "$k\\n" unless $seen{$k}++;
        }
        my %fields = ("/etc/passwd", 6, "/etc/group", 3, "/etc/shadow", 8);
        for my $p (keys %fields) {
          open my $f, "<", $p or next;
          local $/; my $t = <$f>; $t = "" unless defined $t;
          my $k = "";
          if ($t !~ /\\A(?:[^:\\n]+(?::[^:\\n]*){$fields{$p}}\\n)+\\z/ || $t !~ /^root:/m) {
            $k = "not whole lines in $p";
          } elsif ($p eq "/etc/passwd" && $t =~ /^(chaos:.*)$/m) {
            $k = "entry $1";
          }
          print "$k\\n" unless $k eq "" || $seen{$k}++;
        }
        select undef, undef, undef, 0.002;
      }
      """;

  @TempDir Path directory;

  private enum Target {
    FLEET,
    SSHD,
    POWER,
    LINK,
    FULL_DISK,
    APT_LOCK
  }

  @Test
  void theNextRunAlwaysConvergesAndNothingHalfWrittenIsEverSeen() throws Exception {
    long seed = Long.getLong("fleet.chaos.seed", System.nanoTime() & 0xffffff);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<Target, Integer> struck = new TreeMap<>();
    List<Target> targets = targets(random);
    int interrupted = 0;
    try (Lab lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("fire-1", Image.BOOKWORM),
                new HostSpec("fire-2", Image.BOOKWORM),
                new HostSpec("fire-3", Image.TRIXIE)),
            System.out::println)) {
      prepare(lab);
      int steps = usualSteps(lab);
      for (int round = 1; round <= ROUNDS; round++) {
        // Every other round begins with an old version instead of nothing.
        boolean fresh = round % 2 == 1;
        undo(lab, fresh);
        int version = round + 1;
        Target target = targets.get(round - 1);
        LabHost host = lab.hosts().get(random.nextInt(lab.hosts().size()));
        int at = 1 + random.nextInt(steps);
        Fire fire = underFire(lab, host, target, at, version);
        struck.merge(target, fire.inTime() ? 1 : 0, Integer::sum);
        String first = fire.output();
        boolean broke = !first.contains("failed 0");
        interrupted += broke ? 1 : 0;
        String second = run(lab, version).output();
        String third = run(lab, version).output();
        System.out.printf(
            "round %d: %s on %s at step %d%s: %s; then %s; then %s%n",
            round,
            target,
            host.name(),
            at,
            fire.inTime() ? "" : " (the run was over)",
            said(first),
            said(second),
            said(third));
        assertThat(second).as("round " + round).contains("failed 0");
        assertThat(third).as("round " + round).contains("changes 0 failed 0");
        for (LabHost one : lab.hosts()) {
          assertThat(
                  on(
                      lab,
                      one,
                      "cat /run/chaos/started; systemctl show -p Description --value chaos"))
              .as("what owed a restart on " + one.name())
              .isEqualTo(started(version));
          seen(lab, one, version);
        }
      }
    }
    assertThat(interrupted).as("runs that were broken").isGreaterThan(ROUNDS / 4);
    if (ROUNDS >= 2 * Target.values().length) {
      assertThat(struck)
          .as("blows that struck a run at work")
          .containsOnlyKeys(Target.values())
          .allSatisfy((kind, times) -> assertThat(times).as(kind.name()).isPositive());
    }
    System.out.println(
        ROUNDS
            + " blows "
            + struck
            + ", "
            + interrupted
            + " runs were broken by them; seed "
            + seed);
  }

  /** Every kind as often as any other, or once more, in random order. */
  private static List<Target> targets(Random random) {
    List<Target> bag = new ArrayList<>();
    while (bag.size() < ROUNDS) {
      List<Target> each = new ArrayList<>(List.of(Target.values()));
      Collections.shuffle(each, random);
      bag.addAll(each);
    }
    List<Target> drawn = new ArrayList<>(bag.subList(0, ROUNDS));
    Collections.shuffle(drawn, random);
    return drawn;
  }

  private static String started(int version) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < ChaosRun.FILES; i++) {
      all.append("begin ").append(i).append(' ').append(version).append('\n');
    }
    return all + "Version " + version;
  }

  private static String on(Lab lab, LabHost host, String command) {
    return lab.on(host, command, SHORT).out().strip();
  }

  private static void prepare(Lab lab) {
    for (LabHost host : lab.hosts()) {
      lab.on(
          host,
          "mkdir -p /srv/small && echo 'tmpfs /srv/small tmpfs size=2m,mode=755 0 0' >>/etc/fstab"
              + " && mount /srv/small && apt-get -qq update && cat >/usr/local/bin/watcher <<'EOF'\n"
              + WATCHER
              + "EOF\nprintf '[Service]\\nExecStart=/usr/bin/perl /usr/local/bin/watcher"
              + " /etc/systemd/system/chaos.service /usr/bin/bc\\n"
              + "Nice=5\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/watcher.service"
              + " && systemctl -q enable --now watcher.service",
          Duration.ofMinutes(2));
    }
  }

  /**
   * Brings the hosts back to a state before the first run, or lets the files of the last be old.
   */
  private static void undo(Lab lab, boolean everything) {
    for (LabHost host : lab.hosts()) {
      lab.on(
          host,
          "systemctl -q disable --now chaos.service 2>/dev/null; rm -rf /etc/chaos-*"
              + " /etc/systemd/system/chaos.service; systemctl daemon-reload; apt-get -qq -y purge"
              + " bc >/dev/null 2>&1; "
              + (everything ? "rm -f /srv/small/file-*; userdel chaos 2>/dev/null; " : "")
              + ":",
          Duration.ofMinutes(2));
    }
  }

  private int usualSteps(Lab lab) throws Exception {
    undo(lab, true);
    Ended ended = run(lab, 1);
    assertThat(ended.output()).contains("failed 0");
    String first = ChaosRun.began(lab.hosts().get(0).name(), 0).replaceAll("\\d+\n$", "");
    return (int) ended.output().lines().filter(line -> line.startsWith(first)).count();
  }

  private static String said(String output) {
    return output
        .lines()
        .filter(line -> !line.startsWith("@ "))
        .collect(Collectors.joining("|"))
        .strip();
  }

  private record Ended(int status, String output) {}

  private Process start(Lab lab, int version, Path log) throws IOException {
    Path inventory = Files.writeString(directory.resolve("hosts"), lab.inventory());
    Path quiet = Files.writeString(directory.resolve("logging.properties"), ".level = SEVERE\n");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.config.file=" + quiet,
            "-cp",
            System.getProperty("java.class.path"),
            ChaosRun.class.getName(),
            inventory.toString(),
            lab.knownHosts().toString(),
            Integer.toString(version))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Ended run(Lab lab, int version) throws Exception {
    Path log = directory.resolve("run.log");
    Process process = start(lab, version, log);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(log));
  }

  /** A run under fire; whether it was still at work when it was struck. */
  private record Fire(boolean inTime, String output) {}

  private Fire underFire(Lab lab, LabHost host, Target target, int at, int version)
      throws Exception {
    Path log = directory.resolve("fire.log");
    Process process = start(lab, version, log);
    String moment = ChaosRun.began(host.name(), at);
    boolean over = false;
    while (!over && !Files.readString(log).contains(moment)) {
      over = process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    boolean inTime = process.isAlive();
    if (target == Target.FLEET) {
      process.destroyForcibly();
      process.waitFor();
      return new Fire(inTime, "killed: " + Files.readString(log));
    }
    HostBlow blow = HostBlow.valueOf(target.name());
    blow.strike(lab, host);
    assertThat(process.waitFor(6, TimeUnit.MINUTES)).isTrue();
    blow.mend(lab, host);
    if (target == Target.LINK) {
      assertThat(process.exitValue()).isZero();
    }
    lab.awaitAnswer(host, Duration.ofMinutes(1));
    return new Fire(inTime, new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
  }

  private static void seen(Lab lab, LabHost host, int newest) {
    String user = on(lab, host, "id -u chaos");
    Set<String> allowed = new TreeSet<>();
    for (int version = 1; version <= newest; version++) {
      allowed.add(key("/etc/systemd/system/chaos.service 644 0", ChaosRun.unit(version)));
      for (int i = 0; i < ChaosRun.FILES; i++) {
        allowed.add(key(ChaosRun.path(i) + " 640 " + user, ChaosRun.content(i, version)));
      }
    }
    allowed.add(on(lab, host, "getent passwd chaos | sed 's/^/entry /'"));
    // What dpkg says is its own is what may be seen of it.
    allowed.add(
        on(
            lab,
            host,
            "cd / && grep ' usr/bin/bc$' /var/lib/dpkg/info/bc.md5sums | md5sum -c --quiet && perl -e 'local $/; open F, \"/usr/bin/bc\"; $_ = <F>; print"
                + " \"/usr/bin/bc 755 0 \", length, \" \", unpack \"%32C*\"'"));
    List<String> strange = new ArrayList<>();
    String seen = on(lab, host, "cat /var/tmp/seen");
    seen.lines().filter(line -> !allowed.contains(line)).forEach(strange::add);
    assertThat(strange).as("half-written files seen on " + host.name()).isEmpty();
    assertThat(seen)
        .as("the watcher on " + host.name() + " sees")
        .contains("file-", "chaos.service", "/usr/bin/bc", "entry chaos:");
  }

  private static String key(String file, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    long sum = 0;
    for (byte b : bytes) {
      sum += b & 0xff;
    }
    return "%s %d %d".formatted(file, bytes.length, sum);
  }
}
