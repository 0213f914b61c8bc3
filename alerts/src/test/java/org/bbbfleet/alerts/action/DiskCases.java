package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before something is deleted, or a recording is made again. */
final class DiskCases {
  static final String ID = "a".repeat(40) + "-1700000000123";
  static final String STATUS = "/var/bigbluebutton/recording/status/";

  private DiskCases() {}

  static Stream<HealCase> all() {
    return Stream.of(disk(), recordings()).flatMap(cases -> cases);
  }

  /** A file system with much room, on which logs are. */
  static void roomy(HealTwin host) throws IOException {
    host.program("df", "printf 'Size Avail\\n10000 9900\\n'");
    Files.createDirectories(host.root().resolve("var/log/journal"));
  }

  static Setting list(String line) {
    return host -> host.list("disk", line);
  }

  private static Stream<HealCase> disk() {
    String size = "size= of journal is not a size such as 500M if ";
    return Stream.of(
            in(
                "free_disk_space",
                list("logs"),
                when(
                    "not a kind of what may be deleted",
                    "free-disk-space everything",
                    "parameter not set"),
                when("$1 is not in $LISTS/heal.disk", "free-disk-space logs", "= 3", list("apt")),
                when(
                    "nothing to do:",
                    "free-disk-space logs",
                    "nothing of that may be deleted",
                    DiskCases::roomy),
                when(
                    "nothing to do: nothing of that may be deleted",
                    "free-disk-space logs",
                    "freed 0 KiB",
                    host -> {
                      roomy(host);
                      host.program("df", "printf 'Size Avail\\n10000 10\\n'");
                    })),
            in(
                "free_journal",
                DiskCases::roomy,
                sized(size + "*[!0-9KMG]*", "5x0K"),
                sized(size + "0*", "0M"),
                sized(size + "[!0-9]*", "K"),
                sized(size + "*[KMG]?*", "5K5K"),
                sized(size + "*[0-9]", "500"),
                sized(size + "???????*", "5000000M")),
            in(
                "free_recordings",
                list("recordings"),
                when(
                    "recordings in $LISTS/heal.disk do not say days=",
                    "free-disk-space recordings",
                    "= 1")))
        .flatMap(cases -> cases);
  }

  private static HealCase sized(String check, String size) {
    return when(
        check, "free-disk-space journal", "at least 20 % are free", list("journal size=" + size));
  }

  private static Stream<HealCase> recordings() {
    return Stream.of(
            in(
                "recording_requeue",
                DiskCases::failed,
                when(
                    "not the id of a recording",
                    "recording-requeue abc",
                    "gave sanity for abc",
                    host -> failed(host, "abc")),
                when(
                    "there is no $queue/rap-enqueue.rb: BigBlueButton is older than 2.3, or not"
                        + " here",
                    "recording-requeue " + ID,
                    "gave sanity for " + ID,
                    host ->
                        Files.delete(
                            host.root()
                                .resolve("usr/local/bigbluebutton/core/scripts/rap-enqueue.rb"))),
                when(
                    "nothing to do: nobody pressed the button in %s: there is nothing to make",
                    "recording-requeue " + ID,
                    "gave sanity for " + ID,
                    host -> host.file(STATUS + "archived/" + ID + ".norecord", "")),
                when(
                    "nothing to do: process %s works on %s",
                    "recording-requeue " + ID,
                    "gave sanity for " + ID,
                    host -> host.process(7, "cmdline", "ruby\0" + ID + "\0")),
                when(
                    "nothing to do: %s is neither failed nor forgotten",
                    "recording-requeue " + ID,
                    "= 0",
                    host -> {
                      host.file(STATUS + "sanity/" + ID + ".done", "");
                      host.file(STATUS + "processed/" + ID + "-presentation.done", "");
                      host.file(STATUS + "published/" + ID + "-presentation.done", "");
                    })),
            in(
                "forgotten",
                DiskCases::failed,
                when(
                    "nothing to do: that recording waits, and not for so long that it is forgotten",
                    "recording-requeue " + ID,
                    "gave sanity for " + ID,
                    host ->
                        Files.delete(
                            host.root().resolve(STATUS.substring(1) + "sanity/" + ID + ".fail")))))
        .flatMap(cases -> cases);
  }

  static void failed(HealTwin host) {
    failed(host, ID);
  }

  /** A recording of which the second step failed. */
  static void failed(HealTwin host, String id) {
    host.file("/usr/local/bigbluebutton/core/scripts/rap-enqueue.rb", "");
    host.file("/var/bigbluebutton/recording/raw/" + id + "/events.xml", "<recording/>");
    host.file(STATUS + "sanity/" + id + ".fail", "");
    host.program("runuser", "exit 0");
  }
}
