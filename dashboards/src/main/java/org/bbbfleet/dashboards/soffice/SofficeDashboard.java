package org.bbbfleet.dashboards.soffice;

import static org.bbbfleet.dashboards.model.Dashboard.here;
import static org.bbbfleet.dashboards.model.Panel.stat;
import static org.bbbfleet.dashboards.model.Panel.table;
import static org.bbbfleet.dashboards.model.Panel.timeseries;

import com.google.auto.service.AutoService;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Unit;
import org.bbbfleet.exporters.soffice.SofficeMetrics;

/** LibreOffice: can slides be uploaded? */
@AutoService(Dashboard.Source.class)
public final class SofficeDashboard implements Dashboard.Source {

  @Override
  public Dashboard dashboard() {
    return new Dashboard(
            "fleet-soffice",
            "Document conversions",
            "Can people upload slides?",
            SofficeMetrics.PROCESSES)
        .row(
            "Do conversions hang?",
            stat(
                    "Defunct",
                    "Ended, but their parent does not reap them. Above 0 for a minute: the healer"
                        + " wakes the parent; else restart the parent's unit.")
                .query(here(SofficeMetrics.PROCESSES).with("class", "defunct").sumBy(), "")
                .badFrom(1),
            stat(
                    "Stuck",
                    "Older than any conversion may get. Above 0: the healer ends them; then try an"
                        + " upload.")
                .query(
                    here(SofficeMetrics.PROCESSES)
                        .like("class", "stuck|spinning|idle_stuck")
                        .sumBy(),
                    "")
                .badFrom(1),
            stat(
                    "Waiting for storage",
                    "No signal reaches them. Above 0: look at the disk and at network mounts of the"
                        + " host.")
                .query(here(SofficeMetrics.PROCESSES).with("class", "uninterruptible").sumBy(), "")
                .badFrom(1),
            stat(
                    "Orphan containers",
                    "Containers that convert for nobody. Above 0 for minutes: docker rm -f them.")
                .query(here(SofficeMetrics.PROCESSES).with("class", "orphan_container").sumBy(), "")
                .badFrom(1),
            stat(
                    "Over memory",
                    "Near their memory limit. Above 0 for minutes: look which document it is.")
                .query(here(SofficeMetrics.PROCESSES).with("class", "over_memory").sumBy(), "")
                .badFrom(1),
            stat(
                    "Free slots",
                    "Conversions that could still start, where the number of slots is known. 0 for"
                        + " minutes: uploads wait.")
                .query(
                    here(SofficeMetrics.SLOTS).minus(here(SofficeMetrics.SLOTS_USED)).sumBy(), ""),
            timeseries(
                    "Slots in use",
                    "Conversions that run now, by host. As many as there are slots for minutes:"
                        + " uploads wait.")
                .query(here(SofficeMetrics.SLOTS_USED), "{{host}}")
                .query(here(SofficeMetrics.SLOTS), "{{host}} slots"),
            timeseries(
                    "Processes by class",
                    "running comes and goes; every other class should be 0. By host: the table"
                        + " below.")
                .query(here(SofficeMetrics.PROCESSES).sumBy("class"), "{{class}}")
                .size(16, 8),
            table(
                    "By host and parent",
                    "Where processes are not well, and whose children they are: restart that unit,"
                        + " not the host.")
                .query(
                    here(SofficeMetrics.PROCESSES_BY_PARENT)
                        .unlike("class", "running|exiting")
                        .above(0),
                    "")
                .column("host", "Host")
                .column("class", "Class")
                .column("parent_kind", "Parent")
                .column("unit", "Unit")
                .column("Value", "Processes")
                .whenEmpty("all well")
                .size(24, 8))
        .row(
            "What do they cost?",
            timeseries(
                    "Processors in use",
                    "Processors that conversions keep busy. A flat line at a whole number without"
                        + " uploads: one spins.")
                .query(here(SofficeMetrics.CPU).rateOfInterval(), "{{host}}"),
            timeseries(
                    "Memory",
                    "Resident memory of LibreOffice. Growing for hours: processes are left behind.")
                .query(here(SofficeMetrics.RESIDENT), "{{host}}")
                .unit(Unit.BYTES),
            timeseries(
                    "Oldest process",
                    "Age of the oldest process that runs. BigBlueButton gives a conversion 60 s and"
                        + " tries three times.")
                .query(here(SofficeMetrics.OLDEST_AGE).with("class", "running"), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(300),
            timeseries(
                    "Oldest container",
                    "Age of the oldest container of a conversion. Beyond the line it is an orphan.")
                .query(here(SofficeMetrics.CONTAINER_AGE), "{{host}}")
                .unit(Unit.SECONDS)
                .badFrom(300),
            timeseries(
                    "Killed for want of memory",
                    "Conversions that the kernel killed, per second. Again and again: their memory"
                        + " limit is too low for the documents, or there are too many slots.")
                .query(here(SofficeMetrics.OOM_KILLS).rateOfInterval(), "{{host}}")
                .unit(Unit.PER_SECOND),
            timeseries(
                    "Conversions that end",
                    "By the class in which they were seen last. All but running had to be ended, and"
                        + " somebody's upload failed.")
                .query(here(SofficeMetrics.FINISHED).rateOfInterval().sumBy("class"), "{{class}}")
                .unit(Unit.PER_SECOND),
            timeseries(
                    "Conversions that begin",
                    "New conversions per second. 0 while lessons run and people complain: uploads"
                        + " do not reach the converter.")
                .query(here(SofficeMetrics.STARTED).rateOfInterval(), "{{host}}")
                .unit(Unit.PER_SECOND));
  }
}
