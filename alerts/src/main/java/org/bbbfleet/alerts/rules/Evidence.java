package org.bbbfleet.alerts.rules;

import static java.util.Objects.requireNonNull;

/** Where a rule's data comes from: how we know that it was measured, and when. */
public sealed interface Evidence {

  /** A collector of our agent; its age says when it measured. */
  record FromCollector(String collector) implements Evidence {
    public FromCollector {
      requireNonNull(collector, "collector is null");
    }
  }

  /** A scrape of a job: {@code up} says whether and when it was measured. */
  record FromScrape(String job) implements Evidence {
    public FromScrape {
      requireNonNull(job, "job is null");
    }
  }
}
