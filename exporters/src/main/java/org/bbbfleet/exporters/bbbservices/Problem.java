package org.bbbfleet.exporters.bbbservices;

import java.util.Locale;

/**
 * The problems that {@code bbb-conf --check} knows, by words of their texts in releases 2.2 to 3.0;
 * what it learns later is one of the last two.
 */
enum Problem {
  /** The packaged shared secret is in use; bbb-web refuses to start. */
  DEFAULT_SECRET("default shared secret"),
  /** bbb-apps-akka still has the packaged configuration. */
  DEFAULT_CONFIGURATION("has the default", "configuration values"),
  /** bbb-webhooks or the LTI module has another shared secret than bbb-web. */
  SECRET_MISMATCH("shared secret mismatch"),
  WEBHOOKS_PORT("webhooks port mismatch"),
  /** A program of BigBlueButton does not run. */
  NOT_RUNNING("not running:"),
  NOT_STARTED("have not started correctly"),
  /** nginx does not serve BigBlueButton's site, or not from bbb-web's port. */
  NGINX_SITE("appears to be disabled"),
  NGINX_PORT("not serving bigbluebutton's web application"),
  /** The server can't reach its own public address. */
  OWN_ADDRESS("could not connect to the configured hostname"),
  DEFAULT_PRESENTATION("unable to reach default url for presentation"),
  FREESWITCH_ESL("unable to connect to the freeswitch event socket"),
  FREESWITCH_EVENT_SOCKET_ENDED("thread ended for mod_event_socket"),
  FREESWITCH_SCHEDULER("setscheduler"),
  FREESWITCH_DEFAULT_STUN("default stun.freeswitch.org"),
  /** FreeSWITCH, nginx or the SFU have other addresses than the host. */
  LOCAL_ADDRESS("does not match the local ip address"),
  SFU_SIP_ADDRESS("bbb-webrtc-sfu will try to connect"),
  SIP_NOT_HTTPS("defined for https, but in"),
  NO_WSS_BINDING("no definition for wss-binding"),
  STUN("failed to verify stun server"),
  /** A directory or file of BigBlueButton has another owner. */
  OWNER("is not owned by"),
  FFMPEG_MISSING("no ffmpeg version was found"),
  FFMPEG_VERSION("installed ffmpeg version"),
  CONVERT_MISSING("imagemagick's convert"),
  COMMAND_MISSING("command not found"),
  FILE_MISSING("file not found"),
  FILE_DOES_NOT_EXIST("file does not exist"),
  EMPTY_PROPERTIES("have no value"),
  /** A value without which the check itself ends. */
  EMPTY_VALUE("but value is empty"),
  FEW_CORES("cores, whereas"),
  LITTLE_MEMORY("less than 4g of memory"),
  NO_FIREWALL("no firewall detected"),
  NO_UTF8("does not define a utf-8 language"),
  API_DEMOS("api demos are installed"),
  LTI("learning tools integration"),
  GEM(" gem"),
  NO_LOGS("contains no logs"),
  DEVELOPMENT("grails run-app"),
  PORT_8888("listening to port 8888"),
  /** An error that we don't know by name. */
  OTHER_ERROR,
  /** A warning that we don't know by name. */
  OTHER_WARNING;

  private final String[] words;

  Problem(String... words) {
    this.words = words;
  }

  /** The value of the label {@code problem}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The problem that a paragraph of the check tells of. */
  static Problem of(String paragraph) {
    String text = paragraph.toLowerCase(Locale.ROOT).replaceAll("[#\\s]+", " ");
    for (Problem problem : values()) {
      if (problem.words.length > 0 && problem.isIn(text)) {
        return problem;
      }
    }
    return text.contains("error:") ? OTHER_ERROR : OTHER_WARNING;
  }

  private boolean isIn(String text) {
    for (String word : words) {
      if (!text.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
