package org.bbbfleet.lab.scalelite;

/**
 * A BigBlueButton server as Scalelite knows it.
 *
 * @param state enabled, cordoned or disabled
 * @param load a number, or empty for none
 * @param online whether the poller reached it
 * @param reachable whether it answers now, which the poller may not have seen yet
 */
public record Backend(
    String id,
    String url,
    String secret,
    String tag,
    String version,
    String state,
    String load,
    boolean online,
    boolean reachable,
    int meetings,
    int users) {

  /** One that works, with a secret of its own. */
  public static Backend enabled(String id, String host, int meetings, int users) {
    return new Backend(
        id,
        "https://" + host + "/bigbluebutton/api",
        "secret-of-" + id,
        "",
        "3.0.4",
        "enabled",
        users + ".0",
        true,
        true,
        meetings,
        users);
  }

  public Backend in(String otherState) {
    return new Backend(
        id, url, secret, tag, version, otherState, load, online, reachable, meetings, users);
  }

  /** As after the poller gave it up: its meetings are destroyed. */
  public Backend offline() {
    return new Backend(id, url, secret, tag, version, state, "", false, false, 0, 0);
  }

  /** It answers no more, and the poller does not know yet. */
  public Backend unreachable() {
    return new Backend(id, url, secret, tag, version, state, load, online, false, meetings, users);
  }
}
