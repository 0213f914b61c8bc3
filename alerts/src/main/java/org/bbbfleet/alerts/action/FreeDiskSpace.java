package org.bbbfleet.alerts.action;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;

/**
 * Deletes what may be deleted when a file system is full: of the kinds that the host lists, nothing
 * else.
 */
@AutoService(Action.class)
public final class FreeDiskSpace implements Action {
  /** As policies name it. */
  public static final String NAME = "free-disk-space";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String effect() {
    return "Deletes files of one listed kind, the oldest first, until enough is free: packages' cache, journal, rotated logs, forgotten temporary files, raw files of published recordings.";
  }

  @Override
  public Impact impact() {
    return Impact.DESTRUCTIVE;
  }

  @Override
  public String undo() {
    return "Nothing: what was deleted is gone; a recording whose raw files are gone can not be made again.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.literal(
            "kind",
            "any|apt|journal|logs|recordings|temporary",
            "apt, journal, logs, recordings, temporary, or any: all that are listed, the gentlest first"));
  }

  @Override
  public List<String> fragments() {
    return List.of("disk", "recordings");
  }

  @Override
  public Duration timeout() {
    return Duration.ofSeconds(280);
  }

  @Override
  public Report run(ActionContext context) {
    return context.onHost(NAME, context.parameter("kind"));
  }
}
