package org.bbbfleet.exporters.certificates;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Certificates in files: those that no probe sees, and all of them before they are in use. */
@AutoService(Exporter.class)
public final class CertificateExporter implements Exporter {
  /** The places of the playbooks' script, and those that it left out. */
  private static final List<String> USUAL =
      List.of(
          "/etc/apache2",
          "/etc/bigbluebutton",
          "/etc/coturn",
          "/etc/exim4",
          "/etc/haproxy",
          "/etc/httpd",
          "/etc/letsencrypt/live",
          "/etc/nginx",
          "/etc/openvpn",
          "/etc/postfix",
          "/etc/postgresql",
          "/etc/stunnel",
          "/etc/turn",
          "/etc/unbound",
          "/local/certs",
          "/usr/local/nginx/conf");

  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
  private static final int MAX_LABEL = 200;

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public List<Metric> metrics() {
    return CertificateMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    return options.strings("paths", USUAL).stream()
        .filter(place -> Files.exists(below(root, place)))
        .findFirst()
        .map(place -> Presence.on("there is " + place))
        .orElse(Presence.off("none of the places for certificates is here"));
  }

  @Override
  public Duration interval() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    List<String> places = options.strings("paths", USUAL);
    int maxFiles = options.integer("max_files", 500, 1, 10_000);
    return () -> context.vertx().executeBlocking(() -> look(places, maxFiles, context));
  }

  private static Samples look(List<String> places, int maxFiles, CollectorContext context) {
    Instant began = context.clock().instant();
    CertificateSearch search = new CertificateSearch(maxFiles);
    places.forEach(place -> search.in(below(context.root(), place)));
    Samples samples = new Samples().put(CertificateMetrics.UP, 1);
    search
        .found()
        .forEach(
            (file, chain) -> {
              String path = label(context.root(), file);
              samples.put(CertificateMetrics.TTL, seconds(chain.get(0).until()), path);
              samples.put(CertificateMetrics.BEGIN, seconds(chain.get(0).from()), path);
              Instant earliest =
                  chain.stream()
                      .map(PemFile.Validity::until)
                      .min(Comparator.naturalOrder())
                      .orElseThrow();
              samples.put(CertificateMetrics.EARLIEST, seconds(earliest), path);
            });
    long took = Duration.between(began, context.clock().instant()).toMillis();
    return samples
        .put(CertificateMetrics.FOUND, search.found().size())
        .put(CertificateMetrics.UNREADABLE, search.unreadable())
        .put(CertificateMetrics.MALFORMED, search.malformed())
        .put(CertificateMetrics.SKIPPED, search.skipped())
        .put(CertificateMetrics.LAST_RUN, seconds(began))
        .put(CertificateMetrics.LAST_DURATION, Math.max(0, took));
  }

  private static Path below(Path root, String place) {
    return root.resolve(place.replaceFirst("^/+", ""));
  }

  private static String label(Path root, Path file) {
    String path = UNPRINTABLE.matcher("/" + root.relativize(file)).replaceAll("?");
    return path.length() <= MAX_LABEL ? path : path.substring(path.length() - MAX_LABEL);
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond();
  }
}
