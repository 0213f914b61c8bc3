package org.bbbfleet.exporters.freeswitch;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a collection asks first, in this order; the {@link FollowUp} depends on the answers. A
 * least-privileged ESL user lacks {@code fsctl}: it could shut FreeSWITCH down.
 */
enum Question {
  STATUS("status"),
  CLOCK("strepoch"),
  UPTIME("uptime s"),
  CALLS("show calls count"),
  REGISTRATIONS("show registrations count"),
  PROFILES("sofia status"),
  GATEWAYS("sofia xmlstatus gateway"),
  INBOUND_PAUSED("fsctl pause_check inbound"),
  SHUTTING_DOWN("fsctl shutdown_check"),
  CONFERENCES("conference json_list compact"),
  CHANNELS("show channels as json");

  private final String command;

  Question(String command) {
    this.command = command;
  }

  /** The value of the label {@code command}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The commands, in the order of the questions. */
  static List<String> commands() {
    return Arrays.stream(values()).map(q -> q.command).toList();
  }

  /** The questions with the replies to their {@link #commands}. */
  static Map<Question, EslReply> pair(List<EslReply> replies) {
    Map<Question, EslReply> pairs = new EnumMap<>(Question.class);
    Iterator<EslReply> next = replies.iterator();
    for (Question question : values()) {
      pairs.put(question, next.next());
    }
    return pairs;
  }
}
