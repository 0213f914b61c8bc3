package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics.*;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.freeswitch.RtpHistograms.Moment;

/**
 * What a collection asks in its second round: each running SIP profile for its calls, and some
 * channels for the quality of their sound. Everything that goes into a command was checked.
 *
 * @param profiles names of running profiles
 * @param channels ids of channels, taken by chance
 */
record FollowUp(List<String> profiles, List<String> channels) {
  private static final int MAX_PROFILES = 20;
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  static FollowUp of(Collection<String> profiles, List<String> channels) {
    return new FollowUp(
        profiles.stream().filter(SAFE.asMatchPredicate()).limit(MAX_PROFILES).toList(),
        List.copyOf(channels));
  }

  static FollowUp none() {
    return new FollowUp(List.of(), List.of());
  }

  boolean isEmpty() {
    return profiles.isEmpty() && channels.isEmpty();
  }

  /** The commands; a channel's statistics become variables of it before it is asked for them. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    profiles.forEach(profile -> commands.add("sofia status profile " + profile));
    for (String channel : channels) {
      commands.add("uuid_set_media_stats " + channel);
      commands.add("uuid_dump " + channel + " json");
    }
    return commands;
  }

  /** Reads the replies to {@link #commands}. */
  void read(List<EslReply> replies, Samples samples, RtpHistograms rtp) {
    boolean understood = true;
    for (int i = 0; i < profiles.size(); i++) {
      understood &= profile(profiles.get(i), replies.get(i), samples);
    }
    if (!profiles.isEmpty()) {
      samples.put(COMMAND_SUCCESS, understood ? 1 : 0, "profile");
    }
    understood = true;
    for (int i = 0; i < channels.size(); i++) {
      int at = profiles.size() + 2 * i;
      understood &= channel(replies.get(at), replies.get(at + 1), rtp);
    }
    if (!channels.isEmpty()) {
      samples.put(COMMAND_SUCCESS, understood ? 1 : 0, "rtp");
    }
  }

  private static boolean profile(String name, EslReply reply, Samples samples) {
    if (!(reply instanceof EslReply.Ok ok)) {
      return false;
    }
    try {
      ProfileStatus status = ProfileStatus.parse(ok.message().text());
      samples.put(SOFIA_PROFILE_CALLS, status.callsIn(), name, "in");
      samples.put(SOFIA_PROFILE_CALLS, status.callsOut(), name, "out");
      samples.put(SOFIA_PROFILE_FAILED_CALLS, status.failedIn(), name, "in");
      samples.put(SOFIA_PROFILE_FAILED_CALLS, status.failedOut(), name, "out");
      return true;
    } catch (EslException e) {
      return false; // Counted in freeswitch_command_success; it was stopped in between.
    }
  }

  /** A channel that ended in between is no failure: its commands are answered with an error. */
  private static boolean channel(EslReply set, EslReply dump, RtpHistograms rtp) {
    if (!(dump instanceof EslReply.Ok ok)) {
      return dump instanceof EslReply.ApiError;
    }
    if (set instanceof EslReply.ApiError) {
      return true;
    }
    if (!(set instanceof EslReply.Ok)) {
      return false;
    }
    try {
      RtpQuality.parse(ok.message().bytes()).ifPresent(q -> rtp.observe(Moment.RUNNING, q));
      return true;
    } catch (EslException e) {
      return false;
    }
  }
}
