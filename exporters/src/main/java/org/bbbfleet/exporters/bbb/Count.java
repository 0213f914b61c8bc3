package org.bbbfleet.exporters.bbb;

/** The counts that the API states of each meeting. */
enum Count {
  PARTICIPANTS,
  LISTENERS,
  VOICES,
  VIDEOS,
  MODERATORS
}
