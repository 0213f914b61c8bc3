package org.bbbfleet.core.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Writes samples in Prometheus's text format 0.0.4 or in OpenMetrics 1.0.0, whichever the scraper's
 * {@code Accept} header asks for.
 */
public final class Exposition {
  private final String contentType;

  private Exposition(String contentType) {
    this.contentType = contentType;
  }

  /** The format that suits an HTTP {@code Accept} header; null or empty gives text 0.0.4. */
  public static Exposition forAccept(String accept) {
    return new Exposition(TextFormat.chooseContentType(accept));
  }

  /** The {@code Content-Type} of what {@link #write} returns. */
  public String contentType() {
    return contentType;
  }

  /** All samples as one page. */
  public String write(Samples samples) {
    return write(families(samples));
  }

  /** All samples and a simpleclient registry's own metrics as one page. */
  public String write(Samples samples, MeterRegistryMetrics registry) {
    List<MetricFamilySamples> families = families(samples);
    Collections.list(registry.collectorRegistry().metricFamilySamples()).forEach(families::add);
    return write(families);
  }

  private String write(List<MetricFamilySamples> families) {
    StringWriter writer = new StringWriter(16 * 1024);
    try {
      TextFormat.writeFormat(contentType, writer, Collections.enumeration(families));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }

  private static List<MetricFamilySamples> families(Samples samples) {
    List<MetricFamilySamples> families = new ArrayList<>();
    for (Metric metric : samples.metrics()) {
      List<MetricFamilySamples.Sample> rows = new ArrayList<>();
      for (Map.Entry<List<String>, Object> e : samples.raw(metric).entrySet()) {
        if (e.getValue() instanceof Distribution d) {
          histogram(metric, e.getKey(), d, rows);
        } else {
          rows.add(
              new MetricFamilySamples.Sample(
                  metric.name(), metric.labels(), e.getKey(), (Double) e.getValue()));
        }
      }
      families.add(
          new MetricFamilySamples(metric.name(), type(metric.type()), metric.help(), rows));
    }
    return families;
  }

  private static void histogram(
      Metric metric, List<String> values, Distribution d, List<MetricFamilySamples.Sample> rows) {
    List<String> labels = new ArrayList<>(metric.labels());
    labels.add("le");
    double[] bounds = d.bounds();
    long[] counts = d.cumulative();
    for (int i = 0; i < counts.length; i++) {
      List<String> withLe = new ArrayList<>(values);
      withLe.add(
          Collector.doubleToGoString(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY));
      rows.add(
          new MetricFamilySamples.Sample(metric.name() + "_bucket", labels, withLe, counts[i]));
    }
    boolean gauge = metric.type() == MetricType.GAUGE_HISTOGRAM;
    double total = counts[counts.length - 1];
    rows.add(
        new MetricFamilySamples.Sample(
            metric.name() + (gauge ? "_gcount" : "_count"), metric.labels(), values, total));
    rows.add(
        new MetricFamilySamples.Sample(
            metric.name() + (gauge ? "_gsum" : "_sum"), metric.labels(), values, d.sum()));
  }

  private static Collector.Type type(MetricType type) {
    return switch (type) {
      case GAUGE -> Collector.Type.GAUGE;
      case COUNTER -> Collector.Type.COUNTER;
      case UNTYPED -> Collector.Type.UNKNOWN;
      case HISTOGRAM -> Collector.Type.HISTOGRAM;
      case GAUGE_HISTOGRAM -> Collector.Type.GAUGE_HISTOGRAM;
    };
  }
}
