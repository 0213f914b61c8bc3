package org.bbbfleet.lab.bbb;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody in a meeting.
 *
 * @param userId the front end's user id or, for dial-ins, {@code v_…}
 * @param fullName as typed by the person: any characters
 * @param role moderator or viewer
 * @param presenter {@code YES} for the one presenter
 * @param audio how the person hears
 * @param video whether a webcam is shared
 * @param client the client's kind
 * @param customData further elements that the front end set at join
 */
public record Attendee(
    String userId,
    String fullName,
    Role role,
    Presenter presenter,
    Audio audio,
    Video video,
    Client client,
    Map<String, String> customData) {

  /** The role given at join. */
  public enum Role {
    MODERATOR,
    VIEWER
  }

  /** Whether the attendee presents. */
  public enum Presenter {
    YES,
    NO
  }

  /** How the attendee takes part in the audio. */
  public enum Audio {
    NONE,
    LISTEN_ONLY,
    VOICE
  }

  /** Whether the attendee shares a webcam. */
  public enum Video {
    YES,
    NO
  }

  /** The kind of client; the API prints {@link #DIAL_IN} as {@code DIAL-IN}. */
  public enum Client {
    FLASH,
    HTML5,
    DIAL_IN;

    String printed() {
      return name().replace('_', '-');
    }
  }

  /** Copies the map. */
  public Attendee {
    customData = Collections.unmodifiableMap(new TreeMap<>(customData));
  }

  /** A moderator who presents and speaks. */
  public static Attendee moderator(String userId, String fullName) {
    return new Attendee(
        userId,
        fullName,
        Role.MODERATOR,
        Presenter.YES,
        Audio.VOICE,
        Video.NO,
        Client.HTML5,
        Map.of());
  }

  /** A viewer without audio. */
  public static Attendee viewer(String userId, String fullName) {
    return new Attendee(
        userId, fullName, Role.VIEWER, Presenter.NO, Audio.NONE, Video.NO, Client.HTML5, Map.of());
  }

  /** Somebody on the telephone. */
  public static Attendee dialIn(String userId, String number) {
    return viewer(userId, number).withClient(Client.DIAL_IN).withAudio(Audio.VOICE);
  }

  /** The same person with other audio. */
  public Attendee withAudio(Audio other) {
    return new Attendee(userId, fullName, role, presenter, other, video, client, customData);
  }

  /** The same person with a webcam. */
  public Attendee withVideo() {
    return new Attendee(userId, fullName, role, presenter, audio, Video.YES, client, customData);
  }

  /** The same person with another client. */
  public Attendee withClient(Client other) {
    return new Attendee(userId, fullName, role, presenter, audio, video, other, customData);
  }

  /** The same person with custom data. */
  public Attendee withCustomData(Map<String, String> other) {
    return new Attendee(userId, fullName, role, presenter, audio, video, client, other);
  }
}
