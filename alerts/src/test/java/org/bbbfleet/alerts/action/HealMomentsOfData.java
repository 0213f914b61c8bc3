package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealMoments.at;
import static org.bbbfleet.alerts.action.HealMoments.fails;
import static org.bbbfleet.alerts.action.HealMoments.place;
import static org.bbbfleet.alerts.action.HealMoments.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** Moments in which databases, disks or recordings are not as they should be. */
final class HealMomentsOfData {
  private static final String ID = DiskCases.ID;
  private static final String STATUS = DiskCases.STATUS;
  private static final String PUBLISHED = "/var/bigbluebutton/published/presentation/";

  private HealMomentsOfData() {}

  static Stream<HealCase> all() {
    return Stream.of(postgres(), redis(), disk(), rawFiles(), requeue()).flatMap(all -> all);
  }

  private static Stream<HealCase> postgres() {
    Setting standby = PostgresCases::standby;
    Setting unheard = PostgresCases.cluster("pg-2\\th2\\tReplica\\tstreaming\\t1\\t0");
    String request = "postgres-failover 15-main seen";
    String members =
        "printf '%b\\n' 'Cluster\\tMember\\tHost\\tRole\\tState\\tTL\\tLag in MB'"
            + " 'scalelite\\tpg-1\\th1\\tLeader\\trunning\\t1\\t' 'scalelite\\tpg-2\\th2\\tReplica\\tstreaming\\t1\\t0'";
    return Stream.of(
        at(
            "a promotion that is only described",
            "dry-run " + request,
            standby,
            PostgresCases.known("15-main 127.0.0.1:1")),
        at("a fence that is only described", "dry-run " + request, standby),
        at("no port of the primary", "postgres-primary-refuses 15-main", standby),
        at(
            "a primary that answers",
            "postgres-primary-refuses 15-main",
            standby,
            PostgresCases.known("15-main 127.0.0.1:1"),
            PostgresCases.primary("open")),
        at("a primary that is dead", request, standby, PostgresCases.known("15-main 127.0.0.1:1")),
        at("a standby that is silent", request, standby, PostgresCases.says("", "0")),
        at(
            "a standby that is not promoted",
            request,
            standby,
            host -> {
              host.program(
                  "psql",
                  "case \"$*\" in *is_in_recovery*) echo t ;; *wal_receiver*) echo 0 ;; *) echo no ;; esac");
            }),
        at(
            "Patroni is silent",
            "postgres-failover scalelite seen",
            unheard,
            program("patronictl", "")),
        at(
            "Patroni refuses",
            "postgres-failover scalelite seen",
            unheard,
            program(
                "patronictl",
                "case \"$*\" in *list*) " + members + " ;; *) echo 'Error: no' ;; esac")),
        at(
            "a switch that is only described",
            "dry-run postgres-failover scalelite seen",
            unheard,
            program(
                "patronictl",
                "case \"$*\" in *list*) " + members + " ;; *) echo 'Error: no' ;; esac")));
  }

  /** A Sentinel that says this of a failover, which happens all the same. */
  private static Setting sentinel(String answer) {
    Setting sentinel = ServiceCases::sentinel;
    return sentinel.and(
        host ->
            host.program(
                "redis-cli",
                """
                over=%s/over ip=192.0.2.1
                [ ! -e "$over" ] || ip=192.0.2.2
                case "$*" in
                  *CKQUORUM*) echo OK ;;
                  *FAILOVER*) touch "$over"; echo %s ;;
                  *REPLICAS*) printf '%%s\\n' name 192.0.2.2:6379 flags slave slave-priority 100 \\
                    last-ok-ping-reply 10 info-refresh 10 master-link-status ok master-link-down-time 0 ;;
                  *MASTER*) printf '%%s\\n' ip "$ip" port 6379 flags master role-reported master ;;
                esac
                """
                    .formatted(host.directory(), answer)));
  }

  private static Stream<HealCase> redis() {
    return Stream.of(
        at("Sentinel refuses", "redis-failover demo", sentinel("NOGOODSLAVE")),
        at("a failover that is only described", "dry-run redis-failover demo", sentinel("OK")));
  }

  private static Setting full(String list) {
    Setting roomy = DiskCases::roomy;
    return roomy.and(DiskCases.list(list)).and(program("df", "printf 'Size Avail\\n10000 10\\n'"));
  }

  private static Setting old(String path, int days) {
    return host -> age(host.file(path, "x".repeat(5000)), days);
  }

  private static void age(Path file, int days) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(days, ChronoUnit.DAYS)));
  }

  private static Setting without(String path) {
    return host -> Files.delete(place(host, path));
  }

  private static Stream<HealCase> disk() {
    List<HealCase> all = new ArrayList<>();
    Setting logs = old("/var/log/a.log.1", 30).and(old("/var/log/b.log.1", 40));
    Setting packages = host -> host.file("/var/cache/apt/archives/a.deb", "x".repeat(5000));
    Setting journal =
        old("/var/log/journal/m/system@1.journal", 9)
            .and(old("/var/log/journal/m/system@2.journal", 8))
            .and(old("/var/log/journal/m/system.journal", 7));
    Setting temporary =
        old("/tmp/magick-1", 9).and(host -> Files.createDirectories(place(host, "/var/tmp")));
    all.add(at("two of any kind", "free-disk-space any", full("logs"), logs));
    for (String kind : List.of("logs", "apt", "journal", "temporary", "recordings")) {
      Setting all1 =
          full(kind
                  + (kind.equals("recordings")
                      ? " days=30"
                      : kind.equals("journal") ? " size=4K" : ""))
              .and(logs)
              .and(packages)
              .and(journal)
              .and(temporary)
              .and(published(60))
              .and(program("apt-get", "rm -f \"${0%/bin/*}/root/var/cache/apt/archives/a.deb\""))
              .and(
                  program(
                      "journalctl",
                      "rm -f \"${0%/bin/*}/root/var/log/journal/m/system@1.journal\""));
      String request = "free-disk-space " + kind;
      all.add(at("old " + kind, request, all1));
      all.add(at("old, in a dry run: " + kind, "dry-run " + request, all1));
      all.add(at("how much is free is not told: " + kind, request, all1, fails("df")));
      all.add(
          at(
              "enough is free: " + kind,
              request,
              all1,
              program("df", "printf 'Size Avail\\n10000 9000\\n'")));
      all.add(
          at(
              "enough is free soon: " + kind,
              request,
              all1,
              HealMoments.turns(
                  "df",
                  "printf 'Size Avail\\n10000 10\\n'",
                  "printf 'Size Avail\\n10000 10\\n'",
                  "printf 'Size Avail\\n10000 9000\\n'")));
      all.add(
          at(
              "what is free is not told any more: " + kind,
              request,
              all1,
              HealMoments.turns("df", "printf 'Size Avail\\n10000 10\\n'", "exit 1")));
      all.add(
          at(
              "nothing of it there: " + kind,
              request,
              full(kind + (kind.equals("recordings") ? " days=30" : ""))));
      all.add(
          at(
              "what deletes fails: " + kind,
              request,
              all1,
              fails("apt-get"),
              fails("journalctl"),
              fails("rm")));
      all.add(
          at(
              "behind a link: " + kind,
              request,
              all1,
              host -> {
                Path var = place(host, "/var");
                Files.move(var, place(host, "/elsewhere"));
                Files.createSymbolicLink(var, place(host, "/elsewhere"));
                Files.move(place(host, "/tmp"), place(host, "/tmp2"));
                Files.createSymbolicLink(place(host, "/tmp"), place(host, "/tmp2"));
              }));
    }
    all.add(
        at(
            "a temporary directory",
            "free-disk-space temporary",
            full("temporary"),
            temporary,
            host -> {
              Path there = Files.createDirectories(place(host, "/tmp/magick-2"));
              age(Files.writeString(there.resolve("old"), "x"), 9);
              age(there, 9);
            }));
    all.add(
        at(
            "a temporary directory with something young",
            "free-disk-space temporary",
            full("temporary"),
            temporary,
            host -> {
              Path there = Files.createDirectories(place(host, "/tmp/magick-2"));
              Files.writeString(there.resolve("young"), "x");
              age(there, 9);
            }));
    all.add(
        at(
            "a small journal",
            "free-disk-space journal",
            full("journal size=900M"),
            journal,
            program("journalctl", "")));
    all.add(
        at(
            "an empty cache of packages",
            "free-disk-space apt",
            full("apt"),
            host -> Files.createDirectories(place(host, "/var/cache/apt/archives")),
            program("apt-get", "")));
    all.add(
        at(
            "time is up for logs",
            "free-disk-space logs",
            full("logs"),
            logs,
            HealMoments.turns("date", "echo 1000", "echo 9000")));
    all.add(at("recordings without days, of any kind", "free-disk-space any", full("recordings")));
    return all.stream();
  }

  /** A recording that is published in its one format. */
  private static Setting published(int days) {
    return published(ID, days);
  }

  private static Setting published(String id, int days) {
    return host -> {
      host.file("/var/bigbluebutton/recording/raw/" + id + "/events.xml", "x".repeat(9000));
      for (String step : List.of("processed", "published")) {
        age(host.file(STATUS + step + "/" + id + "-presentation.done", ""), days);
      }
      host.file(PUBLISHED + id + "/metadata.xml", "<recording/>");
    };
  }

  private static Stream<HealCase> rawFiles() {
    Setting well = full("recordings days=30").and(published(60));
    String request = "free-disk-space recordings";
    String young = "a".repeat(40) + "-9900000000123";
    String second = "b".repeat(40) + "-1700000000124";
    return Stream.of(
        at(
            "a recording that is young",
            request,
            well,
            host ->
                Files.move(
                    place(host, "/var/bigbluebutton/recording/raw/" + ID),
                    place(host, "/var/bigbluebutton/recording/raw/" + young)),
            host -> {
              for (String step : List.of("processed", "published")) {
                age(host.file(STATUS + step + "/" + young + "-presentation.done", ""), 60);
              }
              host.file(PUBLISHED + young + "/metadata.xml", "");
            }),
        at(
            "two recordings, one is enough",
            request,
            well,
            host -> {
              host.file(
                  "/var/bigbluebutton/recording/raw/" + second + "/events.xml", "x".repeat(9000));
              for (String step : List.of("processed", "published")) {
                age(host.file(STATUS + step + "/" + second + "-presentation.done", ""), 60);
              }
              host.file(PUBLISHED + second + "/metadata.xml", "");
            },
            program("df", "printf 'Size Avail\\n10000 1999\\n'")),
        at(
            "a directory that is no recording, with all marks",
            request,
            full("recordings days=30"),
            published("notes-1700000000123", 60)),
        at(
            "a directory in place of a mark",
            request,
            well,
            host ->
                Files.createDirectories(place(host, STATUS + "processed/" + ID + "-video.fail"))),
        at(
            "a recording that was not archived",
            request,
            well,
            host -> host.file(STATUS + "archived/" + ID + ".fail", "")),
        at(
            "a recording that is not sane",
            request,
            well,
            host -> host.file(STATUS + "sanity/" + ID + ".fail", "")),
        at(
            "a recording of which a format failed",
            request,
            well,
            host -> host.file(STATUS + "processed/" + ID + "-video.fail", "")),
        at(
            "a recording without what is published",
            request,
            well,
            without(PUBLISHED + ID + "/metadata.xml")),
        at(
            "a recording without the mark",
            request,
            well,
            without(STATUS + "published/" + ID + "-presentation.done")),
        at(
            "a recording that is worked on",
            request,
            well,
            host -> host.process(7, "cmdline", "ruby\0" + ID + "\0")));
  }

  private static Stream<HealCase> requeue() {
    List<HealCase> all = new ArrayList<>();
    String request = "recording-requeue " + ID;
    Setting failed = host -> DiskCases.failed(host);
    Setting sane =
        failed
            .and(host -> age(host.file(STATUS + "sanity/" + ID + ".done", ""), 9))
            .and(without(STATUS + "sanity/" + ID + ".fail"));
    Setting half = sane.and(host -> host.file(STATUS + "processed/" + ID + "-video.fail", ""));
    all.add(at("the queue takes nothing", request, failed, fails("runuser")));
    all.add(at("the queue takes no format", request, half, fails("runuser")));
    all.add(at("a format that failed", request, half));
    all.add(at("a format that failed, and one that is well", request, half, published(60)));
    all.add(
        at(
            "no raw files",
            request,
            failed,
            without("/var/bigbluebutton/recording/raw/" + ID + "/events.xml")));
    all.add(
        at(
            "archiving failed",
            request,
            failed,
            host -> host.file(STATUS + "archived/" + ID + ".fail", "")));
    all.add(
        at(
            "the first step waits",
            request,
            failed,
            without(STATUS + "sanity/" + ID + ".fail"),
            host -> host.file(STATUS + "archived/" + ID + ".done", "")));
    all.add(
        at(
            "the first step is forgotten",
            request,
            failed,
            without(STATUS + "sanity/" + ID + ".fail"),
            host -> age(host.file(STATUS + "archived/" + ID + ".done", ""), 2)));
    all.add(
        at(
            "the second step waits",
            request,
            sane,
            host -> age(place(host, STATUS + "sanity/" + ID + ".done"), 0)));
    all.add(
        at(
            "a format that is half-made",
            request,
            sane,
            host -> {
              Path made =
                  Files.createDirectories(
                      place(host, "/var/bigbluebutton/recording/process/video/" + ID));
              age(made, 2);
            }));
    all.add(
        at(
            "a file in place of a format",
            request,
            half,
            old("/var/bigbluebutton/recording/process/notes/" + ID, 2)));
    all.add(at("a step that is only described", "dry-run " + request, failed));
    all.add(
        at(
            "a format that is forgotten before it is published",
            request,
            sane,
            host -> age(host.file(STATUS + "processed/" + ID + "-video.done", ""), 2)));
    all.add(
        at(
            "an id of other letters",
            "recording-requeue " + "g".repeat(40) + "-1700000000123",
            host -> DiskCases.failed(host, "g".repeat(40) + "-1700000000123")));
    all.add(
        at(
            "an id with two dashes",
            "recording-requeue " + "a".repeat(40) + "-17000000-0123",
            host -> DiskCases.failed(host, "a".repeat(40) + "-17000000-0123")));
    all.add(
        at(
            "an id that is short",
            "recording-requeue " + "a".repeat(39) + "-1700000000123",
            host -> DiskCases.failed(host, "a".repeat(39) + "-1700000000123")));
    return all.stream();
  }
}
