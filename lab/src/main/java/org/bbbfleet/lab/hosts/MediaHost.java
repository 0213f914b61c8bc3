package org.bbbfleet.lab.hosts;

import java.time.Duration;
import java.util.Base64;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.faults.Media;

/** Puts the media side of a BigBlueButton server onto a lab host, over SSH. */
final class MediaHost {
  private static final Duration STARTING = Duration.ofSeconds(60);

  private MediaHost() {}

  static void furnish(Lab lab, LabHost host) {
    for (Media.MediaFile file : Media.files()) {
      String target = Quote.sh(file.target().toString());
      String text = Base64.getEncoder().encodeToString(file.content());
      lab.on(
          host,
          "mkdir -p \"$(dirname %1$s)\" && echo %2$s | base64 -d > %1$s && chmod %3$s %1$s"
              .formatted(target, text, file.mode()),
          STARTING);
    }
    String units = String.join(" ", Media.UNITS);
    lab.on(
        host,
        "systemctl daemon-reload && systemctl --quiet enable %1$s && systemctl restart %1$s"
            .formatted(units),
        STARTING);
  }
}
