package org.bbbfleet.lab.bbb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The meetings of one simulated server. Safe to change from any thread while it serves. */
public final class Meetings {
  private final Map<String, Meeting> byId = new LinkedHashMap<>();

  Meetings() {}

  /** Adds meetings, or replaces those with the same ids. */
  public synchronized void add(Meeting... meetings) {
    for (Meeting meeting : meetings) {
      byId.put(meeting.id(), meeting);
    }
  }

  /** Adds a meeting unless there is one with its id; true if it was added. */
  synchronized boolean addIfAbsent(Meeting meeting) {
    return byId.putIfAbsent(meeting.id(), meeting) == null;
  }

  /** Replaces everything, for example by generated {@link Load}. */
  public synchronized void set(List<Meeting> meetings) {
    byId.clear();
    meetings.forEach(meeting -> byId.put(meeting.id(), meeting));
  }

  /** Changes a meeting; does nothing if there is none with this id. */
  public synchronized void change(String id, UnaryOperator<Meeting> change) {
    byId.computeIfPresent(id, (key, meeting) -> change.apply(meeting));
  }

  /** Removes a meeting, as its end does; true if there was one. */
  public synchronized boolean remove(String id) {
    return byId.remove(id) != null;
  }

  /** Removes all, as a restart of bbb-web does. */
  public synchronized void clear() {
    byId.clear();
  }

  /** The meeting with the front end's id. */
  public synchronized Optional<Meeting> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All meetings in the order of their creation. */
  public synchronized List<Meeting> all() {
    return new ArrayList<>(byId.values());
  }
}
