package org.bbbfleet.exporters.scalelite;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host: the poller's and importer's processes, which show in its process table also
 * when they are in containers, and the directories of recordings. Blocks.
 */
final class Host {
  private static final Logger log = LoggerFactory.getLogger(Host.class);
  private static final int MOST_FORMATS = 20;

  private final CollectorContext context;
  private final ScaleliteOptions options;
  private final ProcessTable processes;
  private boolean wasReadable = true;

  Host(CollectorContext context, ScaleliteOptions options) {
    this.context = context;
    this.options = options;
    this.processes = new ProcessTable(context.root());
  }

  Samples look() throws IOException {
    long began = System.nanoTime();
    Samples samples = new Samples();
    int importers = processes(samples);
    if (!Files.notExists(options.recordings())) {
      samples.put(ScaleliteMetrics.RECORDINGS_UP, recordings(samples) && importers > 0 ? 1 : 0);
      samples.put(ScaleliteMetrics.LAST_RUN, context.clock().instant().getEpochSecond());
      samples.put(ScaleliteMetrics.LAST_DURATION, (System.nanoTime() - began) / 1_000_000);
    }
    return samples;
  }

  /** Counts Scalelite's workers: Ruby with the task's name among its arguments. */
  private int processes(Samples samples) throws IOException {
    int pollers = 0;
    int importers = 0;
    for (Proc proc : processes.read().all()) {
      if (proc.dead() || !proc.comm().matches("(ruby|rake|bundle).*")) {
        continue;
      }
      List<String> words =
          List.of(processes.small(proc.pid(), "cmdline").orElse("").split("\0", -1));
      if (words.stream().anyMatch(w -> w.matches("poll(\\[.*)?"))) {
        pollers++;
      } else if (words.stream().anyMatch(w -> w.matches("recordings:watch(\\[.*)?"))) {
        importers++;
      }
    }
    samples.put(ScaleliteMetrics.POLLERS, pollers);
    samples.put(ScaleliteMetrics.IMPORTERS, importers);
    return importers;
  }

  /** False, and no counts, when the directories can't be read. */
  private boolean recordings(Samples samples) {
    Samples counts = new Samples();
    try {
      spool(counts);
      Set<String> published = formats("published", counts);
      counts.put(ScaleliteMetrics.PUBLISHED, published.size());
      formats("unpublished", counts);
    } catch (IOException | IllegalStateException e) {
      if (wasReadable) {
        log.warn("Scalelite's recordings can't be counted: {}", e.toString());
      }
      wasReadable = false;
      return false;
    }
    wasReadable = true;
    samples.putAll(counts);
    return true;
  }

  private void spool(Samples samples) throws IOException {
    int count = 0;
    long bytes = 0;
    long now = context.clock().millis();
    long oldest = now;
    Path spool = options.recordings().resolve("spool");
    if (!Files.isDirectory(spool)) {
      throw new NoSuchFileException(spool.toString());
    }
    for (Path file : entries(spool)) {
      // A name with a dot is one that rsync is still writing.
      if (file.getFileName().toString().startsWith(".")
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        bytes += Files.size(file);
        // When it came: its own time is that of the server that sent it.
        FileTime came = (FileTime) Files.getAttribute(file, "unix:ctime");
        oldest = Math.min(oldest, came.toMillis());
        count++;
      } catch (NoSuchFileException e) {
        log.debug("imported meanwhile: {}", file.getFileName());
      }
    }
    samples.put(ScaleliteMetrics.SPOOL, count);
    samples.put(ScaleliteMetrics.SPOOL_BYTES, bytes);
    samples.put(ScaleliteMetrics.SPOOL_OLDEST, count == 0 ? 0 : (now - oldest) / 1000);
  }

  /** The recordings below {@code STATE/FORMAT/ID}; each once. */
  private Set<String> formats(String state, Samples samples) throws IOException {
    Set<String> ids = new HashSet<>();
    int formats = 0;
    for (Path format : entries(options.recordings().resolve(state))) {
      String name = format.getFileName().toString();
      if (!name.matches("[A-Za-z0-9_-]{1,32}") || ++formats > MOST_FORMATS) {
        continue;
      }
      int count = 0;
      for (Path recording : entries(format)) {
        ids.add(recording.getFileName().toString());
        count++;
      }
      samples.put(ScaleliteMetrics.BY_FORMAT, count, name, state);
    }
    return ids;
  }

  private List<Path> entries(Path place) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(place)) {
      for (Path entry : stream) {
        if (entries.size() == options.most()) {
          throw new IllegalStateException("more than " + options.most() + " entries in " + place);
        }
        entries.add(entry);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }
}
