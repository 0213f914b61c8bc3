package db.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.bbbfleet.alerts.audit.AuditHash;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/**
 * Chains the rows of the audit trail by hashes and lets the database refuse to change or delete
 * one. Java, because SQL has no SHA-256.
 */
public final class V130__Audit_chain extends BaseJavaMigration {
  private static final String[] COLUMNS = {
    "id",
    "at",
    "incident_id",
    "kind",
    "host",
    "alert",
    "text",
    "evidence",
    "who",
    "why",
    "output",
    "took_ms"
  };

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    try (Statement sql = connection.createStatement()) {
      sql.execute("alter table audit add column who text not null default 'healer'");
      sql.execute("alter table audit add column why text not null default ''");
      sql.execute("alter table audit add column output text not null default ''");
      sql.execute("alter table audit add column took_ms integer");
      sql.execute("alter table audit add column before_hash text not null default ''");
      sql.execute("alter table audit add column hash text not null default ''");
    }
    chain(connection);
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          "update sqlite_sequence set seq = (select coalesce(max(id), 0) from audit)"
              + " where name = 'audit'");
    }
    try (Statement sql = connection.createStatement()) {
      for (String change : new String[] {"update", "delete"}) {
        sql.execute(
            "create trigger audit_no_%1$s before %1$s on audit begin select raise(abort, 'the audit trail is only added to'); end"
                .formatted(change));
      }
    }
  }

  private static void chain(Connection connection) throws SQLException {
    String before = AuditHash.BEGINNING;
    long id = 0;
    try (PreparedStatement next =
            connection.prepareStatement("select * from audit where id > ? order by id limit 1");
        PreparedStatement link =
            connection.prepareStatement(
                "update audit set id = ?, before_hash = ?, hash = ? where id = ?")) {
      next.setLong(1, 0);
      while (true) {
        String[] fields = new String[COLUMNS.length];
        long old;
        try (ResultSet row = next.executeQuery()) {
          if (!row.next()) {
            return;
          }
          old = row.getLong("id");
          for (int i = 0; i < COLUMNS.length; i++) {
            String value = row.getString(COLUMNS[i]);
            fields[i] = value == null ? "" : value;
          }
        }
        id++;
        // Ids have no gaps, so that one that is missing later shows.
        fields[0] = Long.toString(id);
        String hash = AuditHash.of(before, fields);
        link.setLong(1, id);
        link.setString(2, before);
        link.setString(3, hash);
        link.setLong(4, old);
        link.executeUpdate();
        next.setLong(1, old);
        before = hash;
      }
    }
  }
}
