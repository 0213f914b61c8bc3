package org.bbbfleet.app.service.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.app.service.live.Feed;

/** The runs of this process that readers may still ask for: those that go on, and the last. */
final class LiveRuns {
  private static final int MOST = 40;

  private final Map<String, LiveRun> runs = new LinkedHashMap<>();

  synchronized void remember(String id, LiveRun run) {
    runs.put(id, run);
    runs.entrySet().removeIf(e -> runs.size() > MOST && e.getValue().over());
  }

  synchronized Optional<LiveRun> find(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  Optional<LiveRun> goingOn(String id) {
    return find(id).filter(run -> !run.over());
  }

  /** What the run of this id tells after so many events; nothing for one that is not known. */
  Feed feed(String id, int known) {
    LiveRun none = new LiveRun();
    none.end();
    return find(id).orElse(none).feed(known);
  }

  synchronized void stopAll(String why) {
    runs.values().forEach(run -> run.control().stop(why));
  }
}
