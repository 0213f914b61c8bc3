package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A job of cron's, in a file of its own in {@code /etc/cron.d}. Where a timer will do, prefer a
 * timer: its failures are seen.
 *
 * @param name the job's name
 * @param file the file that it is
 */
public record Cron(String name, HostFile file) implements Resource {
  private static final Pattern STEP = Pattern.compile("\\*(/[1-9][0-9]?)?");
  private static final Pattern RANGE =
      Pattern.compile("([0-9]{1,2}|[a-z]{3})(-([0-9]{1,2}|[a-z]{3})(/[1-9][0-9]?)?)?");
  private static final Pattern NICKNAME =
      Pattern.compile("@(reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)");
  private static final String[] FIELDS = {"minute", "hour", "day", "month", "weekday"};
  private static final int[] LEAST = {0, 0, 1, 1, 0};
  private static final int[] MOST = {59, 23, 31, 12, 7};
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  public Cron {
    Names.own(name);
    requireNonNull(file, "file is null");
  }

  /**
   * A job.
   *
   * @param schedule five fields, or {@code @daily} and the like
   * @param user who runs it
   * @param command one line of sh
   */
  static Cron of(String name, String schedule, String user, String command) {
    // cron takes a bare % for the end of the line.
    String text =
        "# Written by BBB Fleet.\n%s %s %s\n"
            .formatted(
                checked(schedule), Names.account(user), Names.line(command).replace("%", "\\%"));
    return new Cron(name, HostFile.of(path(name), text.getBytes(StandardCharsets.UTF_8)));
  }

  /** No such job. */
  static Cron none(String name) {
    return new Cron(name, HostFile.none(path(name)));
  }

  // cron ignores files with a dot in their name.
  private static String path(String name) {
    return "/etc/cron.d/bbb-fleet-" + Names.own(name);
  }

  @Override
  public String kind() {
    return "cron";
  }

  @Override
  public void ask(Questions questions) {
    file.ask(questions);
  }

  @Override
  public List<Change> changes(Facts facts) {
    List<Change> changes = new ArrayList<>();
    for (Change change : file.changes(facts)) {
      changes.add(
          change.under(
              this,
              change.sign() == Change.Sign.REMOVE ? "" : "mkdir -p -m 0755 -- /etc/cron.d\n"));
    }
    return changes;
  }

  private static String checked(String schedule) {
    String[] fields = schedule.split(" +", -1);
    if (NICKNAME.matcher(schedule).matches()) {
      return schedule;
    }
    if (fields.length != FIELDS.length) {
      throw new IllegalArgumentException("a schedule has five fields or a name like @daily");
    }
    for (int i = 0; i < fields.length; i++) {
      for (String part : fields[i].split(",", -1)) {
        if (!good(part.toLowerCase(Locale.ROOT), i)) {
          throw new IllegalArgumentException(
              "not a " + FIELDS[i] + ": " + part.replaceAll("\\p{Cntrl}", "?"));
        }
      }
    }
    return String.join(" ", fields);
  }

  private static boolean good(String part, int field) {
    if (STEP.matcher(part).matches()) {
      return true;
    }
    if (!RANGE.matcher(part).matches()) {
      return false;
    }
    int[] ends =
        Pattern.compile("-")
            .splitAsStream(part.replaceAll("/.*", ""))
            .mapToInt(word -> number(word, field))
            .toArray();
    for (int end : ends) {
      if (end < LEAST[field] || end > MOST[field]) {
        return false;
      }
    }
    return ends.length == 1 || ends[0] <= ends[1];
  }

  private static int number(String word, int field) {
    if (Character.isDigit(word.charAt(0))) {
      return Integer.parseInt(word);
    }
    if (field == 3) {
      return MONTHS.indexOf(word) < 0 ? -1 : MONTHS.indexOf(word) + 1;
    }
    return field == 4 ? DAYS.indexOf(word) : -1;
  }
}
