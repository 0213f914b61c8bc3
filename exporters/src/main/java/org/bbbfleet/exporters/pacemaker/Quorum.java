package org.bbbfleet.exporters.pacemaker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;

/** Reads what {@code corosync-quorumtool -s} and {@code corosync-cfgtool -s} print. */
final class Quorum {
  private static final int MAX_MEMBERS = 256;
  private static final Pattern QUORATE = Pattern.compile("(?m)^Quorate:\\s+(Yes|No)\\s*$");
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?m)^\\s*(\\d{1,10})\\s+(\\d{1,6})\\s+(?:[A-Z,]{1,12}\\s+)?([A-Za-z0-9_.:-]{1,100})"
              + "(\\s+\\(local\\))?\\s*$");
  private static final Pattern FAULT =
      Pattern.compile("(?m)^.*(?:\\bFAULTY\\b|:\\s*disconnected\\b).*$");

  private Quorum() {}

  /** The votes; empty when this is not their page. */
  static Optional<Samples> votes(String text) {
    Matcher quorate = QUORATE.matcher(text);
    if (!quorate.find()) {
      return Optional.empty();
    }
    Samples samples = new Samples();
    samples.put(PacemakerMetrics.QUORATE, quorate.group(1).equals("Yes") ? 1 : 0);
    vote(samples, text, "Expected votes", "expected_votes");
    vote(samples, text, "Highest expected", "highest_expected");
    vote(samples, text, "Total votes", "total_votes");
    vote(samples, text, "Quorum", "quorum");
    int heading = text.indexOf("Membership information");
    Matcher member = MEMBER.matcher(heading < 0 ? "" : text.substring(heading));
    for (int i = 0; i < MAX_MEMBERS && member.find(); i++) {
      samples.put(
          PacemakerMetrics.MEMBER_VOTES,
          Double.parseDouble(member.group(2)),
          member.group(1),
          member.group(3),
          Boolean.toString(member.group(4) != null));
    }
    return Optional.of(samples);
  }

  private static void vote(Samples samples, String text, String what, String type) {
    Matcher line = Pattern.compile("(?m)^" + what + ":\\s+(\\d{1,6})\\b").matcher(text);
    if (line.find()) {
      samples.put(PacemakerMetrics.VOTES, Double.parseDouble(line.group(1)), type);
    }
  }

  /** How many rings or links are faulty. */
  static long faults(String text) {
    return FAULT.matcher(text).results().count();
  }
}
