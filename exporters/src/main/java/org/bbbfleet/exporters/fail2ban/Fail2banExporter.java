package org.bbbfleet.exporters.fail2ban;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.command.Tool;

/** Watches fail2ban: whether it works, and how many it bans. */
@AutoService(Exporter.class)
public final class Fail2banExporter implements Exporter {
  private static final String SOCKET = "run/fail2ban/fail2ban.sock";

  @Override
  public String name() {
    return "fail2ban";
  }

  @Override
  public List<Metric> metrics() {
    return Fail2banMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (Tool.find(root, "fail2ban-client").isEmpty()) {
      return Presence.off("there is no fail2ban-client");
    }
    Path socket = root.resolve(SOCKET);
    // Its server keeps root alone; who may not ask it must not call it down.
    boolean closed =
        options.strings("run_with", List.of()).isEmpty()
            && Files.exists(socket)
            && !Files.isWritable(socket);
    return closed
        ? Presence.off("this user may not ask fail2ban, whose socket is root's")
        : Presence.on("fail2ban is installed");
  }

  @Override
  public Duration interval() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(50);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new Fail2banCollector(
        context,
        options.strings("client", List.of("fail2ban-client")),
        Tool.from(options, Duration.ofSeconds(10)));
  }
}
