package org.bbbfleet.alerts.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.bbbfleet.alerts.audit.AuditReport.Kind;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody does to the trail behind the healer's back is found. */
class AuditTrailTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-05-04T08:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private Path file;
  private Store store;
  private AuditTrail trail;

  @BeforeEach
  void open() {
    file = directory.resolve("fleet.db");
    store = Store.open(file);
    trail = new AuditTrail(store, CLOCK);
    for (int i = 1; i <= 6; i++) {
      say("event " + i);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void say(String text) {
    trail.change(
        change -> {
          change.say(
              AuditEntry.of(
                      new Subject(OptionalLong.of(1), "bbb-1", "Broken"), EventKind.GUARD, text)
                  .by("anna")
                  .because("a reason")
                  .seeing("1 sample")
                  .printing("ok")
                  .taking(Duration.ofMillis(1250)));
          return null;
        });
  }

  /** As somebody with root's rights and sqlite3 would. */
  private void tamper(String... statements) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("drop trigger audit_no_update");
      sql.execute("drop trigger audit_no_delete");
      for (String statement : statements) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private AuditReport.Fault fault(AuditHead... known) {
    return trail.verify(List.of(known)).fault().orElseThrow();
  }

  @Test
  void anIntactTrailIsIntactAndSaysWhereItEnds() {
    AuditReport report = trail.verify(List.of());
    assertThat(report.intact()).isTrue();
    assertThat(report.rows()).isEqualTo(6);
    assertThat(report.head()).isEqualTo(trail.head());
    assertThat(report.head().sequence()).isEqualTo(6);
    assertThat(report.head().hash()).hasSize(64);
    AuditHead noted = AuditHead.parse(report.head().brief());
    say("later");
    assertThat(trail.verify(List.of(noted)).intact()).isTrue();
  }

  @Test
  void keepsWhoWhatWhyEvidenceOutputAndDuration() {
    HealingEvent event = trail.find(3).orElseThrow().event();
    assertThat(event.who()).isEqualTo("anna");
    assertThat(event.text()).isEqualTo("event 3");
    assertThat(event.why()).isEqualTo("a reason");
    assertThat(event.evidence()).isEqualTo("1 sample");
    assertThat(event.output()).isEqualTo("ok");
    assertThat(event.took()).contains(Duration.ofMillis(1250));
    assertThat(trail.newest(0, "bbb-1", 2)).extracting(HealingEvent::id).containsExactly(6L, 5L);
    assertThat(trail.newest(3, "", 9)).extracting(HealingEvent::id).containsExactly(2L, 1L);
    assertThat(trail.newest(0, "bbb-2", 9)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "evidence",
        "who",
        "why",
        "output",
        "host",
        "alert",
        "kind",
        "hash",
        "at",
        "took_ms",
        "incident_id"
      })
  void findsAChangedColumn(String column) {
    tamper("update audit set " + column + " = '9' where id = 3");
    assertThat(fault().row()).isEqualTo(3);
    assertThat(fault().kind()).isEqualTo(Kind.CHANGED);
  }

  @Test
  void findsTextThatWasMovedFromOneFieldToAnother() {
    tamper("update audit set text = 'event 2ok', output = '' where id = 2");
    assertThat(fault().kind()).isEqualTo(Kind.CHANGED);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,3", "5,5"})
  void findsARemovedRow(long removed, long first) {
    tamper("delete from audit where id = " + removed);
    assertThat(fault().row()).isEqualTo(first);
    assertThat(fault().kind()).isEqualTo(Kind.REMOVED);
  }

  @Test
  void findsARemovedRowWhoseFollowersWereRenumbered() {
    tamper(
        "delete from audit where id = 3",
        "update audit set id = id - 1 where id > 3",
        "update sqlite_sequence set seq = 5 where name = 'audit'");
    assertThat(fault().row()).isEqualTo(3);
  }

  @Test
  void findsAnInsertedRow() {
    tamper(
        "insert into audit (at, kind, host, alert, text, evidence, before_hash, hash)"
            + " select at, kind, host, alert, 'approved by nobody', evidence, hash, hash"
            + " from audit where id = 6");
    assertThat(fault().row()).isEqualTo(7);
    tamperless("update audit set before_hash = '' where id = 7");
    assertThat(fault().kind()).isEqualTo(Kind.INSERTED);
  }

  private void tamperless(String statement) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void findsATruncatedTrail() {
    tamper("delete from audit where id > 4");
    assertThat(fault().kind()).isEqualTo(Kind.TRUNCATED);
    assertThat(fault().row()).isEqualTo(5);
    // What is written afterwards doesn't hide it.
    say("afterwards");
    assertThat(fault().kind()).isEqualTo(Kind.REMOVED);
    assertThat(fault().row()).isEqualTo(5);
  }

  @Test
  void findsATruncatedTrailWhoseCounterWasSetBackByAHeadThatWasNotedElsewhere() {
    AuditHead noted = trail.head();
    tamper(
        "delete from audit where id > 4",
        "update sqlite_sequence set seq = 4 where name = 'audit'");
    assertThat(trail.verify(List.of()).intact()).isTrue();
    assertThat(fault(noted).kind()).isEqualTo(Kind.TRUNCATED);
    say("a");
    say("b");
    say("c");
    assertThat(trail.verify(List.of()).intact()).isTrue();
    assertThat(fault(noted).kind()).isEqualTo(Kind.REWRITTEN);
    assertThat(fault(noted).row()).isEqualTo(6);
  }

  @Test
  void theDatabaseItselfRefusesToChangeOrDelete() {
    assertThatThrownBy(() -> store.jdbi().useHandle(h -> h.execute("update audit set text = 'x'")))
        .hasMessageContaining("only added to");
    assertThatThrownBy(() -> store.jdbi().useHandle(h -> h.execute("delete from audit")))
        .hasMessageContaining("only added to");
  }

  @Test
  void aKindOfANewerVersionIsReadAndItsRowIsIntact() {
    AuditHead head = trail.head();
    String hash =
        AuditHash.of(
            head.hash(), "7", "1", "", "FROM_THE_FUTURE", "", "", "t", "", "healer", "", "", "");
    tamperless(
        "insert into audit (id, at, kind, host, alert, text, evidence, before_hash, hash) values"
            + " (7, 1, 'FROM_THE_FUTURE', '', '', 't', '', '%s', '%s')"
                .formatted(head.hash(), hash));
    assertThat(trail.verify(List.of()).intact()).isTrue();
    assertThat(trail.newest(0, "", 1).get(0).kind()).isEqualTo(EventKind.UNKNOWN);
  }

  @Test
  void rowsThatWereThereBeforeAreChained() throws SQLException {
    store.close();
    Path old = directory.resolve("old.db");
    Store.open(old).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old);
        Statement sql = connection.createStatement()) {
      sql.execute("drop table audit");
      sql.execute(
          """
          create table audit (id integer not null primary key autoincrement, at integer not null,
            incident_id integer, kind text not null, host text not null, alert text not null,
            text text not null, evidence text not null)
          """);
      sql.execute("create index audit_of_incident on audit (incident_id, id)");
      for (int i = 1; i <= 3; i++) {
        sql.execute(
            "insert into audit (id, at, kind, host, alert, text, evidence) values (%d, 5, 'HEALED', 'h', 'a', 't', 'ö')"
                .formatted(i * 2));
      }
      sql.execute("delete from flyway_schema_history where version = '130'");
    }
    store = Store.open(old);
    trail = new AuditTrail(store, CLOCK);
    assertThat(trail.verify(List.of()).intact()).isTrue();
    say("new");
    AuditReport report = trail.verify(List.of());
    assertThat(report.fault()).isEmpty();
    assertThat(report.rows()).isEqualTo(4);
    assertThat(trail.newest(0, "", 9).get(3).who()).isEqualTo("healer");
  }

  @Test
  void heldBackWhatLooksLikeASecret() {
    trail.change(
        change -> {
          change.say(
              AuditEntry.of(Subject.NONE, EventKind.ACTION_FINISHED, "token=abcdef done")
                  .printing("GREENLIGHT_SECRET: \"hunter2 and more\"\nrest\n" + "y".repeat(9000)));
          return null;
        });
    HealingEvent event = trail.newest(0, "", 1).get(0);
    assertThat(event.text()).isEqualTo("token=(secret) done");
    assertThat(event.output()).startsWith("GREENLIGHT_SECRET: (secret)\nrest").hasSize(8001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization: Bearer abcdef123456 | Authorization: Bearer (secret)",
        "redis://user:pa55@db-1:6379/0 | redis://user:(secret)@db-1:6379/0",
        "--password=hunter2 --host=x | --password=(secret) --host=x",
        "PGPASSWORD=hunter2 psql | PGPASSWORD=(secret) psql",
        "getMeetings?meetingID=1&checksum=0a1b2c | getMeetings?meetingID=1&checksum=(secret)",
        "3 passwords were changed | 3 passwords were changed",
        "unit nginx.service: active (running) | unit nginx.service: active (running)",
      })
  void knowsTheFormsOfSecrets(String text, String clean) {
    assertThat(Redaction.of(text)).isEqualTo(clean);
  }

  @Test
  void aPrivateKeyIsGone() {
    assertThat(
            Redaction.of(
                "a\n"
                    + "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                    + "AAAA\n"
                    + "BBBB\n"
                    + "-----END OPENSSH PRIVATE KEY-----\n"
                    + "b"))
        .isEqualTo("a\n(secret)\nb");
  }

  @Test
  void aHeadIsReadOrRefused() {
    assertThat(AuditHead.parse(" 12:00AAbbccddee ")).isEqualTo(new AuditHead(12, "00aabbccddee"));
    for (String wrong :
        List.of("", "12", "12:", "12:0011", "x:0011223344556677", "1:zzzzzzzzzzzzzz")) {
      assertThatThrownBy(() -> AuditHead.parse(wrong)).isInstanceOf(FleetException.class);
    }
  }
}
