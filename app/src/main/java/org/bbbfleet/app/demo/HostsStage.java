package org.bbbfleet.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bbbfleet.app.cli.FleetCommand;
import org.bbbfleet.app.cli.Terminal;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.faults.HostFault;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;

/** Three throw-away Debian hosts, provisioned by the program's own {@code fleet provision}. */
final class HostsStage implements Stage {
  private static final Duration STRIKE = Duration.ofSeconds(60);

  private final Terminal terminal;
  private final DemoSimulators simulators = new DemoSimulators();
  private Lab lab;
  private Path directory;

  HostsStage(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void raise() {
    long began = System.nanoTime();
    lab =
        Lab.up(
            LabSpec.demo(
                List.of(
                    new HostSpec("bbb-1", Image.BOOKWORM_MEDIA),
                    new HostSpec("bbb-2", Image.BOOKWORM_MEDIA),
                    new HostSpec("mon-1", Image.BOOKWORM))),
            terminal::line);
    terminal.line(
        "hosts   "
            + String.join(
                " · ", lab.hosts().stream().map(h -> h.name() + " " + h.address()).toList())
            + "   up in "
            + String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9));
    lab.furnishMedia(lab.host("bbb-1"));
    lab.furnishMedia(lab.host("bbb-2"));
    simulators.start(lab.gateway());
    terminal.line(
        "BigBlueButton's API and FreeSWITCH are simulated at "
            + lab.gateway()
            + "; soffice, ffmpeg, nginx-rtmp, systemd, Prometheus and Alertmanager are real");
    Path inventory = inventory();
    provision(inventory, "the demo's hosts could not be provisioned; see above");
    // Once more: nothing may be left to do.
    provision(inventory, "a second run found something to do; see above", "--check");
  }

  private void provision(Path inventory, String otherwise, String... more) {
    List<String> line = new ArrayList<>(List.of("provision", "--yes", "-i", inventory.toString()));
    line.addAll(List.of("--known-hosts", lab.knownHosts().toString()));
    line.addAll(List.of(more));
    if (FleetCommand.run(line.toArray(String[]::new)) != 0) {
      throw new FleetException(ErrorCategory.REMOTE, otherwise);
    }
  }

  private Path inventory() {
    try {
      directory = Files.createTempDirectory("fleet-demo");
      return Files.writeString(
          directory.resolve("hosts.ini"),
          lab.inventory()
              + """

              [bbb]
              bbb-1
              bbb-2

              [livestream]
              bbb-2

              [monitoring]
              mon-1

              [all:vars]
              prometheus_scrape_interval=2s
              prometheus_evaluation_interval=2s
              alerts_pending_factor=0.1
              alertmanager_group_wait=1s
              alertmanager_group_interval=5s
              serve_read=open

              [bbb:vars]
              bigbluebutton_units=['nginx.service', 'convert.service', 'dummy.service']
              """
              + "agent_exporters="
              + simulators.agentExporters()
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Addresses addresses() {
    String monitor = "http://" + lab.host("mon-1").address() + ":";
    return new Addresses(
        URI.create(monitor + 9780), URI.create(monitor + 9090), URI.create(monitor + 9093));
  }

  @Override
  public List<Fault> faults() {
    return List.of(
        fault("bbb-1", "SofficeDefunct", HostFault.DEFUNCT_SOFFICE),
        fault("bbb-2", "LivestreamStalled", HostFault.STALLED_LIVESTREAM),
        fault("bbb-1", "UnitDead", HostFault.DEAD_UNIT));
  }

  private Fault fault(String host, String alert, HostFault fault) {
    LabHost there = lab.host(host);
    return new Fault(host, alert, () -> lab.on(there, fault.command(), STRIKE).out().strip());
  }

  @Override
  public void close() {
    simulators.close();
    if (lab != null) {
      lab.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(DemoFiles::delete);
      } catch (IOException e) {
        terminal.line("could not remove " + directory + ": " + e);
      }
    }
  }
}
