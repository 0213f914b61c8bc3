package org.bbbfleet.app.demo;

import static org.bbbfleet.app.demo.LocalFiles.CONVERT;
import static org.bbbfleet.app.demo.LocalFiles.DUMMY;
import static org.bbbfleet.app.demo.LocalFiles.HOST;
import static org.bbbfleet.app.demo.LocalFiles.LIVESTREAM;
import static org.bbbfleet.app.demo.LocalFiles.NGINX;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.app.cli.Terminal;
import org.bbbfleet.app.demo.LocalPrograms.Real;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.faults.HostFault;
import org.bbbfleet.lab.faults.Media;
import org.bbbfleet.lab.local.LocalUnits;
import org.bbbfleet.lab.packages.Command;

/**
 * Plain processes on this machine, in a temporary directory and on free loopback ports. Healing
 * reaches them through the same script as on a host; a stand-in plays systemctl.
 */
final class LocalStage implements Stage {
  private static final Duration STRIKE = Duration.ofSeconds(120);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EXPORTERS = "bbb,freeswitch,livestream,rtmp,soffice,units";

  private final Terminal terminal;
  private final DemoSimulators simulators = new DemoSimulators();
  private final LocalPorts ports = LocalPorts.free();
  private LocalUnits units;
  private LocalFiles files;

  LocalStage(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void raise() {
    Path fleet = Path.of(System.getProperty("fleet.home", "."), "bin", "fleet").toAbsolutePath();
    if (!Files.isExecutable(fleet)) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "there is no program " + fleet + "; run the demo from the built one");
    }
    LocalPrograms programs = LocalPrograms.find(terminal::line);
    long began = System.nanoTime();
    units = LocalUnits.open("fleet-demo");
    files = new LocalFiles(units, ports);
    simulators.start(LOOPBACK);
    media(programs);
    service(fleet, programs);
    new LocalReadiness(ports.prometheus(), units).await();
    terminal.line(
        String.format(
            Locale.ROOT,
            "processes in %s   up in %.1f s",
            units.directory(),
            (System.nanoTime() - began) / 1e9));
    terminal.line(
        "BigBlueButton's API, FreeSWITCH and systemctl are simulated; soffice, ffmpeg, nginx-rtmp,"
            + " Prometheus and Alertmanager are real");
  }

  /** The media side of a BigBlueButton server. */
  private void media(LocalPrograms programs) {
    Path root = files.file("root");
    try {
      Media.installUnder(root);
      Files.createDirectories(files.file("fault"));
      Files.createDirectories(files.file("nginx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.write(
        "nginx/nginx.conf",
        Media.localNginx(files.file("nginx"), programs.rtmpModule(), ports.rtmp(), ports.stat()));
    List<String> nginx = new ArrayList<>(List.of(programs.path(Real.NGINX)));
    nginx.addAll(List.of("-p", files.file("nginx").toString()));
    nginx.addAll(List.of("-e", files.file("nginx/error.log").toString()));
    nginx.addAll(List.of("-c", files.file("nginx/nginx.conf").toString()));
    units.start(NGINX, programs.environment(Real.NGINX), nginx);
    Map<String, String> convert = new TreeMap<>(programs.environment(Real.SOFFICE));
    convert.put("SOFFICE", programs.path(Real.SOFFICE));
    convert.put("FAULT_DIR", files.file("fault").toString());
    convert.put("CONVERT_DIR", files.file("convert").toString());
    convert.put(
        "CONVERT_DOCUMENT", root.resolve("usr/local/share/fleet-lab/lecture.fodt").toString());
    units.start(CONVERT, convert, List.of(program("convert-service")));
    Map<String, String> stream = new TreeMap<>(programs.environment(Real.FFMPEG));
    stream.put("FFMPEG", programs.path(Real.FFMPEG));
    stream.put("BBB_STREAM_URL", "rtmp://" + LocalPorts.address(ports.rtmp()) + "/live/demo");
    LocalReadiness.answers(ports.stat());
    units.start(LIVESTREAM, stream, List.of(program("bbb-livestream"), "demo"));
    units.start(DUMMY, Map.of(), List.of(program("dummy-unit")));
  }

  private String program(String name) {
    return files.file("root/usr/local/bin").resolve(name).toString();
  }

  /** What watches and heals it. */
  private void service(Path fleet, LocalPrograms programs) {
    files.agent(simulators.exporters(ports.rtmpStat()));
    files.prometheus();
    files.alertmanager();
    files.serve();
    Map<String, String> java =
        Map.of("FLEET_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String program = fleet.toString();
    units.start(
        "bbb-fleet-serve.service", java, List.of(program, "serve", "--config", file("serve.yaml")));
    units.start(
        "bbb-fleet-agent.service",
        java,
        List.of(program, "agent", "--config", file("agent.yaml"), "--only", EXPORTERS));
    units.start(
        "prometheus-alertmanager.service",
        programs.environment(Real.ALERTMANAGER),
        alertmanager(programs));
    units.start(
        "prometheus.service",
        programs.environment(Real.PROMETHEUS),
        List.of(
            programs.path(Real.PROMETHEUS),
            "--config.file=" + file("prometheus.yml"),
            "--storage.tsdb.path=" + file("prometheus"),
            "--web.listen-address=" + LocalPorts.address(ports.prometheus())));
  }

  private List<String> alertmanager(LocalPrograms programs) {
    List<String> command = new ArrayList<>(programs.alertmanager(files.file("alertmanager.bin")));
    command.add("--config.file=" + file("alertmanager.yml"));
    command.add("--storage.path=" + file("alertmanager"));
    command.add("--web.listen-address=" + LocalPorts.address(ports.alertmanager()));
    command.add("--cluster.listen-address=");
    return command;
  }

  private String file(String name) {
    return files.file(name).toString();
  }

  @Override
  public Addresses addresses() {
    return new Addresses(
        URI.create(LocalPorts.url(ports.serve())),
        URI.create(LocalPorts.url(ports.prometheus())),
        URI.create(LocalPorts.url(ports.alertmanager())));
  }

  @Override
  public List<Fault> faults() {
    return List.of(
        fault("SofficeDefunct", HostFault.DEFUNCT_SOFFICE),
        fault("LivestreamStalled", HostFault.STALLED_LIVESTREAM),
        fault("UnitDead", HostFault.DEAD_UNIT));
  }

  private Fault fault(String alert, HostFault fault) {
    return new Fault(HOST, alert, () -> strike(fault));
  }

  private String strike(HostFault fault) {
    String pid = Long.toString(units.pid(fault.unit()));
    return Command.of(files.file("root/usr/local/sbin/lab-fault").toString(), fault.word(), pid)
        .with(Map.of("FAULT_DIR", file("fault")))
        .within(STRIKE)
        .runFor("break " + fault.unit())
        .out()
        .strip();
  }

  @Override
  public void close() {
    if (units != null) {
      units.close();
    }
    simulators.close();
  }
}
