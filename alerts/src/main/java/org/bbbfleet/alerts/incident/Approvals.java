package org.bbbfleet.alerts.incident;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** What people were asked and answered. */
public final class Approvals {
  private final Store store;

  Approvals(Store store) {
    this.store = store;
  }

  /**
   * A question to a person and perhaps its answer.
   *
   * @param call what was asked about: an answer counts for that alone
   * @param because why a person is asked
   * @param who who answered; empty while nobody has
   * @param reason what that person said
   * @param used whether the answer was acted upon: an approval counts once
   */
  public record Approval(
      Instant askedAt,
      String call,
      String because,
      Answer answer,
      String who,
      String reason,
      Optional<Instant> used) {}

  /** What a person said. */
  public enum Answer {
    NONE,
    APPROVED,
    REJECTED
  }

  /** What is asked about, in one text: the action with the values that the host would get. */
  static String call(Catalogue.Bound bound) {
    return bound.action().name() + " " + JsonText.write(bound.parameters());
  }

  /** Asks; what was asked about the step before, and answered, is void. */
  void ask(Handle handle, Incident incident, Catalogue.Bound bound, String because, Instant now) {
    handle
        .createUpdate(
            """
            insert into approval (incident_id, step, asked_at, call, because)
            values (:incident, :step, :now, :call, :because)
            on conflict (incident_id, step) do update
              set asked_at = excluded.asked_at, call = excluded.call, because = excluded.because,
                decided_at = null, used_at = null, approved = null, who = null, reason = null
            """)
        .bind("call", call(bound))
        .bind("incident", incident.id())
        .bind("step", incident.step())
        .bind("now", now.toEpochMilli())
        .bind("because", because)
        .execute();
  }

  /**
   * Answers an open question: false when there is none, or another one than the person saw.
   *
   * @param asked when the question was asked that the person saw, if that is known
   */
  boolean answer(
      Handle handle,
      Incident incident,
      Optional<Instant> asked,
      Answer answer,
      String who,
      String reason,
      Instant now) {
    return handle
            .createUpdate(
                """
                update approval
                set decided_at = :now, approved = :approved, who = :who, reason = :reason
                where incident_id = :incident and step = :step and decided_at is null
                  and :asked in (0, asked_at)
                """)
            .bind("asked", asked.map(Instant::toEpochMilli).orElse(0L))
            .bind("incident", incident.id())
            .bind("step", incident.step())
            .bind("now", now.toEpochMilli())
            .bind("approved", answer == Answer.APPROVED ? 1 : 0)
            .bind("who", who)
            .bind("reason", reason)
            .execute()
        == 1;
  }

  /** The incident begins anew: nobody was asked anything. */
  void forget(Handle handle, long incident) {
    handle
        .createUpdate("delete from approval where incident_id = :incident")
        .bind("incident", incident)
        .execute();
  }

  void use(Handle handle, Incident incident, Instant now) {
    handle
        .createUpdate(
            "update approval set used_at = :now where incident_id = :incident and step = :step")
        .bind("incident", incident.id())
        .bind("step", incident.step())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** The question about an incident's step, if it was asked. */
  Optional<Approval> find(long incident, int step) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select * from approval where incident_id = :incident and step = :step")
                    .bind("incident", incident)
                    .bind("step", step)
                    .map((rs, context) -> row(rs))
                    .findOne());
  }

  private static Approval row(ResultSet rs) throws SQLException {
    boolean open = Times.optional(rs, "decided_at").isEmpty();
    Answer said = rs.getInt("approved") == 1 ? Answer.APPROVED : Answer.REJECTED;
    return new Approval(
        Instant.ofEpochMilli(rs.getLong("asked_at")),
        rs.getString("call"),
        rs.getString("because"),
        open ? Answer.NONE : said,
        Optional.ofNullable(rs.getString("who")).orElse(""),
        Optional.ofNullable(rs.getString("reason")).orElse(""),
        Times.optional(rs, "used_at"));
  }
}
