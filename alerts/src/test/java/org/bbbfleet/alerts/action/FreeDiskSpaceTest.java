package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deleted when a file system is full, and everything else that is not. */
class FreeDiskSpaceTest {
  private static final String ID = "a".repeat(40) + "-1700000000123";
  private static final String BBB = "/var/bigbluebutton";

  @TempDir Path directory;
  private HealTwin host;

  @BeforeEach
  void prepare() throws IOException {
    host = new HealTwin(directory.toRealPath());
    host.list("disk", "apt", "journal size=2M", "logs days=14", "temporary days=2 enough=90");
    Files.createDirectories(host.root().resolve("var/log/journal/abc"));
    Files.createDirectories(host.root().resolve("tmp"));
    full(0);
  }

  /** A file system of 10,000 KiB, of which so many are free besides what is deleted. */
  private void full(int free) {
    host.program(
        "df",
        """
        free=$((%d + 9000 - $(du -sk %s | cut -f1)))
        [ "$free" -gt 0 ] || free=0
        printf 'Size Avail\n10000 %%s\n' "$free"
        """
            .formatted(free, host.root()));
  }

  private Path old(String path, int days, int kib) throws IOException {
    Path file = host.file(path, "x".repeat(kib * 1024));
    age(file, days);
    return file;
  }

  private static void age(Path file, int days) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(days, ChronoUnit.DAYS)));
  }

  private static void sh(String line) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("sh", "-ec", line).inheritIO().start().waitFor()).isZero();
  }

  private List<String> names(String place) throws IOException {
    try (Stream<Path> files = Files.list(host.root().resolve(place))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void deletesTheOldestRotatedLogsUntilEnoughIsFree() throws IOException {
    old("/var/log/syslog", 100, 1);
    old("/var/log/syslog.1", 20, 1000);
    old("/var/log/app/mail.log.2.gz", 30, 1000);
    old("/var/log/app/web.log-20260101.xz", 25, 1000);
    old("/var/log/app/new.log.1", 5, 4000);
    full(-1500);
    String mail = host.root() + "/var/log/app/mail.log.2.gz, 1000 KiB\n";
    String web = host.root() + "/var/log/app/web.log-20260101.xz, 1000 KiB\n";
    assertThat(host.heal("dry-run free-disk-space logs").out())
        .isEqualTo("would delete " + mail + "would delete " + web + "would free 2000 KiB\n");
    assertThat(names("var/log/app")).hasSize(3);
    Shell.Result result = host.heal("free-disk-space logs");
    assertThat(result.out()).isEqualTo("deleted " + mail + "deleted " + web + "freed 2000 KiB\n");
    assertThat(result.exitStatus()).isZero();
    assertThat(names("var/log")).containsExactly("app", "journal", "syslog", "syslog.1");
    assertThat(names("var/log/app")).containsExactly("new.log.1");
    assertThat(host.heal("free-disk-space logs").out())
        .isEqualTo("at least 20 % are free at " + host.root() + "/var/log\n");
  }

  @Test
  void followsNoLinkAndTouchesNothingElse() throws IOException, InterruptedException {
    full(-9000);
    Path other = Files.createDirectories(directory.resolve("other"));
    Path precious = Files.writeString(other.resolve("precious.log.1"), "x");
    age(precious, 100);
    Files.createSymbolicLink(host.root().resolve("var/log/link"), other);
    Path link = Files.createSymbolicLink(host.root().resolve("var/log/link.1"), precious);
    sh("touch -h -d '90 days ago' " + link);
    old("/var/log/database.sqlite", 100, 10);
    old("/var/log/strange name.1", 100, 10);
    old("/var/log/$(touch pwned).1", 100, 10);
    Shell.Result result = host.heal("free-disk-space logs");
    assertThat(result.out()).isEqualTo("nothing of that may be deleted\n");
    assertThat(result.exitStatus()).isEqualTo(3);
    assertThat(precious).exists();
    assertThat(names("var/log")).hasSize(6);
  }

  @Test
  void aPlaceBehindALinkIsLeftAlone() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    age(Files.writeString(elsewhere.resolve("a.log.1"), "x"), 100);
    Files.delete(host.root().resolve("var/log/journal/abc"));
    Files.delete(host.root().resolve("var/log/journal"));
    Files.delete(host.root().resolve("var/log"));
    Files.createSymbolicLink(host.root().resolve("var/log"), elsewhere);
    Shell.Result result = host.heal("free-disk-space logs");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).contains("is a link or lies behind one");
    assertThat(elsewhere.resolve("a.log.1")).exists();
  }

  @Test
  void deletesForgottenTemporaryFilesOfKnownProgramsOnly() throws IOException {
    old("/tmp/lu1x.tmp/content", 5, 10);
    age(host.root().resolve("tmp/lu1x.tmp"), 5);
    host.file("/tmp/lu2x.tmp/fresh", "x");
    age(host.root().resolve("tmp/lu2x.tmp"), 5);
    old("/tmp/magick-abc", 5, 10);
    Path used = old("/tmp/magick-used", 5, 10);
    old("/tmp/magick-new", 1, 10);
    old("/tmp/report.pdf", 50, 10);
    Path descriptors = Files.createDirectories(directory.resolve("proc/7/fd"));
    Files.createSymbolicLink(descriptors.resolve("3"), used);
    full(-9000);
    assertThat(host.heal("free-disk-space temporary").exitStatus()).isZero();
    assertThat(names("tmp")).containsExactly("lu2x.tmp", "magick-new", "magick-used", "report.pdf");
  }

  @Test
  void letsTheJournalShrinkItself() throws IOException {
    old("/var/log/journal/abc/system@a-1-1.journal", 9, 800);
    old("/var/log/journal/abc/system@a-2-2.journal", 8, 800);
    old("/var/log/journal/abc/system.journal", 0, 800);
    host.program(
        "journalctl", "rm %s/var/log/journal/abc/system@a-1-1.journal".formatted(host.root()));
    full(-9000);
    assertThat(host.heal("dry-run free-disk-space journal").out())
        .isEqualTo(
            "would have journalctl delete "
                + host.root()
                + "/var/log/journal/abc/system@a-1-1.journal, 800 KiB\nwould free 800 KiB\n");
    assertThat(host.calls()).noneMatch(call -> call.startsWith("journalctl"));
    assertThat(host.heal("free-disk-space journal").out()).endsWith("freed 800 KiB\n");
    assertThat(host.calls()).contains("journalctl --vacuum-size=2M");
    assertThat(host.heal("free-disk-space journal").exitStatus()).isEqualTo(3);
  }

  @Test
  void emptiesThePackagesCache() throws IOException {
    old("/var/cache/apt/archives/a_1_amd64.deb", 1, 100);
    host.program("apt-get", "rm %s/var/cache/apt/archives/*.deb".formatted(host.root()));
    full(-9000);
    assertThat(host.heal("dry-run free-disk-space apt").out())
        .contains("a_1_amd64.deb, 100 KiB\nwould free 100 KiB\n");
    assertThat(host.heal("free-disk-space apt").out())
        .isEqualTo("emptied the cache of packages\nfreed 100 KiB\n");
  }

  @Test
  void anyTakesAllThatAreListedTheGentlestFirstAndNoMoreThanIsNeeded() throws IOException {
    old("/var/cache/apt/archives/a_1_amd64.deb", 1, 1000);
    old("/var/log/a.log.1", 30, 1000);
    old("/var/log/b.log.1", 20, 1000);
    host.list("disk", "apt", "logs days=14");
    host.program("apt-get", "rm %s/var/cache/apt/archives/*.deb".formatted(host.root()));
    // 3000 KiB are used, 20 % are 2000 KiB: 1500 of them are missing.
    full(-5500);
    String cache = host.root() + "/var/cache/apt/archives/a_1_amd64.deb, 1000 KiB\n";
    String log = host.root() + "/var/log/a.log.1, 1000 KiB\n";
    assertThat(host.heal("dry-run free-disk-space any").out())
        .isEqualTo("would delete " + cache + "would delete " + log + "would free 2000 KiB\n");
    assertThat(host.heal("free-disk-space any").out())
        .isEqualTo("emptied the cache of packages\ndeleted " + log + "freed 2000 KiB\n");
    assertThat(names("var/log")).containsExactly("b.log.1", "journal");
    host.list("disk", "# nothing");
    assertThat(host.heal("free-disk-space any").exitStatus()).isEqualTo(64);
  }

  private void recording(String id, int published) throws IOException {
    host.file(BBB + "/recording/raw/" + id + "/audio/a.wav", "x".repeat(100_000));
    host.file(BBB + "/published/presentation/" + id + "/metadata.xml", "<recording/>");
    host.file(BBB + "/recording/status/processed/" + id + "-presentation.done", "");
    age(host.file(BBB + "/recording/status/published/" + id + "-presentation.done", ""), published);
  }

  @Test
  void deletesRawFilesOfPublishedRecordingsOnlyWhereAnAdminSaidSo() throws IOException {
    full(-9000);
    recording(ID, 40);
    assertThat(host.heal("free-disk-space recordings").exitStatus()).isEqualTo(64);
    host.list("disk", "recordings");
    assertThat(host.heal("free-disk-space recordings").out()).contains("do not say days=");
    host.list("disk", "recordings days=30");
    assertThat(host.heal("free-disk-space recordings").exitStatus()).isZero();
    assertThat(names("var/bigbluebutton/recording/raw")).isEmpty();
    assertThat(names("var/bigbluebutton/published/presentation")).containsExactly(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm R/published/presentation/ID/metadata.xml",
        "rm R/recording/status/published/ID-presentation.done",
        "touch R/recording/status/published/ID-presentation.done",
        "rm R/recording/status/processed/ID-presentation.done",
        "touch R/recording/status/processed/ID-video.done",
        "touch R/recording/status/processed/ID-video.fail",
        "touch R/recording/status/published/ID-video.fail",
        "mkdir R/recording/status/sanity; touch R/recording/status/sanity/ID.fail",
        "mkdir R/../../../proc/7; printf 'ruby\\0ID\\0' >R/../../../proc/7/cmdline",
        "mv R/recording/raw/ID R/other; ln -s R/other R/recording/raw/ID",
        "mv R/recording/raw/ID R/recording/raw/other",
      })
  void aRecordingThatIsNotWhollyPublishedKeepsItsRawFiles(String change)
      throws IOException, InterruptedException {
    full(-9000);
    host.list("disk", "recordings days=30");
    recording(ID, 40);
    String line = change.replace("ID", ID).replace("R/", host.root() + BBB + "/");
    sh(line);
    Shell.Result result = host.heal("free-disk-space recordings");
    assertThat(result.exitStatus()).as(result.out()).isEqualTo(3);
    try (Stream<Path> files = Files.walk(host.root())) {
      assertThat(files.filter(file -> file.endsWith("a.wav"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "Logs", "logs.1", "root", "recordings:now"})
  void refusesEveryOtherKind(String kind) {
    assertThat(host.heal("free-disk-space " + kind).exitStatus()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"days=0", "days=x", "days=-1", "days=99999", "enough=100", "enough="})
  void refusesAPolicyThatIsNone(String words) {
    host.list("disk", "logs " + words);
    assertThat(host.heal("free-disk-space logs").exitStatus()).isEqualTo(64);
  }
}
