package org.bbbfleet.core.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.CollectorRegistry;

/**
 * Micrometer's meters of a service and its JVM, kept in simpleclient's registry so that one page
 * serves them together with the exporters' samples.
 */
public final class MeterRegistryMetrics implements AutoCloseable {
  private final CollectorRegistry collectorRegistry = new CollectorRegistry(true);
  private final PrometheusMeterRegistry meterRegistry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collectorRegistry, Clock.SYSTEM);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** A registry that already meters the JVM and the process. */
  public static MeterRegistryMetrics withJvm() {
    MeterRegistryMetrics metrics = new MeterRegistryMetrics();
    new JvmMemoryMetrics().bindTo(metrics.meterRegistry);
    new JvmThreadMetrics().bindTo(metrics.meterRegistry);
    new ProcessorMetrics().bindTo(metrics.meterRegistry);
    new UptimeMetrics().bindTo(metrics.meterRegistry);
    new FileDescriptorMetrics().bindTo(metrics.meterRegistry);
    metrics.gc.bindTo(metrics.meterRegistry);
    return metrics;
  }

  /** Where the service registers its counters, timers and gauges. */
  public MeterRegistry meters() {
    return meterRegistry;
  }

  CollectorRegistry collectorRegistry() {
    return collectorRegistry;
  }

  @Override
  public void close() {
    gc.close();
    meterRegistry.close();
  }
}
