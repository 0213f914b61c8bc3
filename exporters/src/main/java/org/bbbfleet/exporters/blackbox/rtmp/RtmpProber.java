package org.bbbfleet.exporters.blackbox.rtmp;

import com.google.auto.service.AutoService;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.options.Choice;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * Speaks RTMP with a server: handshake and {@code connect}; with {@code mode: play} until media
 * come, with {@code mode: publish} until the server lets us publish. A target that is an {@code
 * rtmp://host/app} URL needs no file; a stream's name comes from the targets file, below {@code
 * rtmp}.
 */
@AutoService(Prober.class)
public final class RtmpProber implements Prober {

  /** What is asked of the server. */
  enum Mode {
    CONNECT,
    PLAY,
    PUBLISH
  }

  @Override
  public String kind() {
    return "rtmp";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("rtmp_connect", Map.of(), "rtmp_play", Map.of("mode", "play"));
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    TargetFile targets =
        new TargetFile(Path.of(options.string("targets", TargetFile.DEFAULT.toString())));
    Mode mode =
        Mode.valueOf(
            Choice.of(options, "mode", List.of("connect", "play", "publish"))
                .toUpperCase(java.util.Locale.ROOT));
    Net net =
        new Net(
            context.vertx(),
            IpOptions.readWithSource(options),
            TlsOptions.read(options.section("tls_config")));
    return new Probe() {
      @Override
      public Future<Outcome> probe(Request request) {
        return new RtmpAttempt(context.vertx(), net, targets, mode, request).run();
      }

      @Override
      public void close() {
        net.close();
      }
    };
  }
}
