package org.bbbfleet.provisioning.role.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.Addresses;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.serve.PublishedUrls;
import org.bbbfleet.provisioning.role.serve.PublishedUrls.PublishedUrl;

/**
 * What Prometheus scrapes: every job that a role declares on a host, one file per job, and the
 * service's probes of every published URL.
 *
 * @see <a
 *     href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config">file_sd</a>
 */
final class Targets {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Targets() {}

  /** The files by name, sorted. */
  static Map<String, String> files(Fleet fleet) {
    Map<String, List<Map<String, Object>>> byJob = new TreeMap<>();
    for (Host host : fleet.inventory().hosts()) {
      for (Watched.Job job : jobs(fleet, host)) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("targets", List.of(Addresses.of(host, job.port())));
        entry.put("labels", Map.of("host", host.name()));
        byJob.computeIfAbsent(job.name(), name -> new ArrayList<>()).add(entry);
      }
    }
    Map<String, String> files = new TreeMap<>();
    List<PublishedUrl> published = PublishedUrls.of(fleet);
    if (!published.isEmpty()) {
      files.put(PublishedUrls.JOB + ".json", json(PublishedUrls.targets(published)));
    }
    byJob.forEach((job, entries) -> files.put(job + ".json", json(entries)));
    return files;
  }

  /** The job of a file. */
  static String job(String file) {
    return file.substring(0, file.length() - ".json".length());
  }

  private static List<Watched.Job> jobs(Fleet fleet, Host host) {
    List<Watched.Job> jobs = new ArrayList<>();
    for (Role role : fleet.rolesOf(host)) {
      jobs.addAll(role.jobs());
    }
    return jobs;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
