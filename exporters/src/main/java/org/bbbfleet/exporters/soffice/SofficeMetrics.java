package org.bbbfleet.exporters.soffice;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the soffice exporter says. The values of {@code class} are {@link SofficeClass}'s. */
public final class SofficeMetrics {
  private SofficeMetrics() {}

  /** Every class is always there: no defunct process is the measured value 0. */
  public static final Metric PROCESSES =
      Metric.gauge(
          "soffice_processes",
          "Processes of LibreOffice (soffice, oosplash, soffice.bin) by class, and as orphan_container"
              + " the first process of a container that converts for nobody; all classes are always"
              + " present.",
          "class");

  /**
   * A combination that was seen stays, with 0, for as long as the agent remembers it, so that a
   * rule on it can be seen to be well again.
   */
  public static final Metric PROCESSES_BY_PARENT =
      Metric.gauge(
          "soffice_processes_by_parent",
          "Processes of LibreOffice by class, kind of parent (init, container, bbb_web, service,"
              + " other) and the parent's systemd unit.",
          "class",
          "parent_kind",
          "unit");

  public static final Metric DEFUNCT_PARENTS =
      Metric.gauge(
          "soffice_defunct_parents",
          "Distinct processes that don't reap their defunct children of LibreOffice.");

  public static final Metric OLDEST_AGE =
      Metric.gauge(
          "soffice_oldest_age_seconds",
          "Age of the oldest process of LibreOffice in the class; 0 when there is none.",
          "class");

  public static final Metric CONVERSIONS =
      Metric.gauge(
          "soffice_conversions",
          "Document conversions that run now, each with all its processes counted once: LibreOffice"
              + " that was not started as a service (--accept), by container or by process.");

  public static final Metric SERVICES =
      Metric.gauge(
          "soffice_services", "Living soffice.bin that wait for conversions (--accept) for ever.");

  public static final Metric CONTAINERS =
      Metric.gauge(
          "soffice_containers",
          "Containers of one conversion each, by state: awaited, or orphan, which is older than any"
              + " conversion may get or has lost the docker run that waited for it.",
          "state");

  public static final Metric CONTAINER_AGE =
      Metric.gauge(
          "soffice_container_oldest_age_seconds",
          "Age of the oldest container of a conversion; 0 when there is none.");

  /** Absent when neither the options nor BigBlueButton's files say it. */
  public static final Metric SLOTS =
      Metric.gauge(
          "soffice_conversion_slots",
          "Conversions that may run at once: services that wait for work, else the option slots, else"
              + " BigBlueButton's officeToPdfMaxConcurrentConversions; absent when not known.");

  public static final Metric SLOTS_USED =
      Metric.gauge(
          "soffice_conversion_slots_used",
          "Slots in use: services that use CPU time where there are services, else conversions that"
              + " run.");

  public static final Metric FINISHED =
      Metric.counter(
          "soffice_conversions_finished_total",
          "Conversions that were seen to run and have ended since, by the class in which they were"
              + " seen last: running means that nothing was against them.",
          "class");

  public static final Metric OOM_KILLS =
      Metric.counter(
          "soffice_oom_kills_total",
          "Processes that the kernel killed for want of memory in control groups with LibreOffice; a"
              + " container that is gone counts when the host's own count says so.");

  public static final Metric STARTED =
      Metric.counter(
          "soffice_started_total",
          "soffice.bin processes that were seen for the first time; those that live shorter than a"
              + " collection interval may be missed.");

  public static final Metric CPU =
      Metric.counter(
          "soffice_cpu_seconds_total",
          "CPU time that processes of LibreOffice were seen to use since the agent started.");

  public static final Metric RESIDENT =
      Metric.gauge("soffice_resident_bytes", "Resident memory of all processes of LibreOffice.");

  public static final Metric RESIDENT_MAX =
      Metric.gauge(
          "soffice_resident_max_bytes", "Resident memory of the biggest process of LibreOffice.");

  public static List<Metric> all() {
    return List.of(
        PROCESSES,
        PROCESSES_BY_PARENT,
        DEFUNCT_PARENTS,
        OLDEST_AGE,
        CONVERSIONS,
        SERVICES,
        CONTAINERS,
        CONTAINER_AGE,
        SLOTS,
        SLOTS_USED,
        FINISHED,
        OOM_KILLS,
        STARTED,
        CPU,
        RESIDENT,
        RESIDENT_MAX);
  }
}
