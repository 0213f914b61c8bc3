package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.Processes;

/** One worker over several looks. All times are the host's uptime. */
final class Worker {
  /** Chrome's and Chromium's processes; a driver without a browser shows nothing. */
  private static final Set<String> BROWSERS =
      Set.of("chrome", "chromium", "google-chrome", "firefox");

  private static final Set<String> DRIVERS = Set.of("chromedriver", "geckodriver");

  /** So many looks with enough sent show that it does stream through its own network. */
  private static final int SURE = 5;

  private final LivestreamOptions options;
  private final Ffmpegs ffmpegs;
  private final Page page = new Page();
  private WorkerState state = WorkerState.EXITED;
  private Duration stateSince;
  private Duration seen;
  private boolean known;
  private Set<Proc.Id> processes = Set.of();
  private boolean browserSeen;
  private long restarts;
  private long sent;
  private Optional<Traffic.Sent> lastSent = Optional.empty();
  private Optional<Progress> sending = Optional.empty();
  private Optional<String> unit = Optional.empty();
  private Optional<String> container = Optional.empty();
  private Identity identity = Identity.UNKNOWN;
  private Evidence evidence =
      new Evidence(false, OptionalInt.empty(), Optional.empty(), Optional.empty());

  Worker(LivestreamOptions options, Duration now) {
    this.options = options;
    this.ffmpegs = new Ffmpegs(options);
    this.stateSince = now;
    this.seen = now;
  }

  /** Takes in a look; no processes mean that the worker has exited. */
  void update(List<Proc> procs, Processes look, Traffic traffic, Evidence told) {
    Duration now = look.uptime();
    evidence = told;
    follow(procs);
    ffmpegs.update(procs, traffic, now);
    follow(procs.stream().findFirst().flatMap(proc -> traffic.sent(proc.pid())), now);
    boolean browser = procs.stream().anyMatch(p -> BROWSERS.contains(p.comm()));
    boolean driver = procs.stream().anyMatch(p -> DRIVERS.contains(p.comm()));
    browserSeen |= browser;
    if (!procs.isEmpty()) {
      seen = now;
    }
    if (ffmpegs.any()) {
      page.see(told.meetingRunning(), told.present(), browserSeen && !browser, now);
    } else {
      page.off();
      sending = Optional.empty();
    }
    become(state(procs, browser || driver, now), now);
    known = true;
  }

  /** Whether it is the same run as before: none of its processes left, and others there. */
  private void follow(List<Proc> procs) {
    Set<Proc.Id> next = new HashSet<>();
    procs.forEach(proc -> next.add(proc.id()));
    if (!next.isEmpty()) {
      if (!processes.isEmpty() && Collections.disjoint(processes, next)) {
        restarts++;
        browserSeen = false;
      }
      processes = next;
    }
  }

  private void follow(Optional<Traffic.Sent> now, Duration uptime) {
    now.ifPresent(
        current -> {
          long before =
              lastSent
                  .filter(last -> last.namespace() == current.namespace())
                  .map(Traffic.Sent::bytes)
                  .orElse(0L);
          sent += Math.max(0, current.bytes() - before);
        });
    lastSent = now.or(() -> lastSent);
    if (now.isPresent() && ffmpegs.any()) {
      Progress progress =
          sending.orElseGet(() -> new Progress(options.minSentBytes(), 1, sent, uptime));
      progress.see(sent, uptime);
      sending = Optional.of(progress);
    }
  }

  private WorkerState state(List<Proc> procs, boolean browser, Duration now) {
    if (procs.isEmpty()) {
      return evidence.restarting() ? WorkerState.RESTARTING : WorkerState.EXITED;
    }
    if (!ffmpegs.any()) {
      return browser ? WorkerState.STARTING : WorkerState.WAITING;
    }
    Duration deadAfter = options.meeting().deadAfter();
    // First, because a worker whose meeting is over must be stopped whatever else is wrong with it.
    if (page.over(now).compareTo(deadAfter) > 0) {
      return WorkerState.MEETING_OVER;
    }
    if (ffmpegs.stopped()
        || ffmpegs.idle(now).compareTo(options.stalledAfter()) >= 0
        || sendsNothing(now)) {
      return WorkerState.STALLED;
    }
    boolean dead = page.dead(now).orElse(Duration.ZERO).compareTo(deadAfter) > 0;
    return dead ? WorkerState.DEAD_PAGE : WorkerState.STREAMING;
  }

  private boolean sendsNothing(Duration now) {
    return options.minSentBytes() > 0
        && sending
            .filter(progress -> progress.steps() >= SURE)
            .filter(progress -> progress.idle(now).compareTo(options.stalledAfter()) >= 0)
            .isPresent();
  }

  private void become(WorkerState to, Duration now) {
    if (to != state || !known) {
      state = to;
      stateSince = now;
    }
  }

  void foundIn(Place place) {
    unit = place.unit().or(() -> unit);
    container = place.container().or(() -> container);
  }

  /** What is known of its meeting, the latest word first. */
  void identify(Identity told) {
    identity = told.or(identity);
  }

  Identity identity() {
    return identity;
  }

  WorkerState state() {
    return state;
  }

  Duration stateAge(Duration now) {
    return now.minus(stateSince);
  }

  /** How long ago any of its processes was seen. */
  Duration gone(Duration now) {
    return now.minus(seen);
  }

  Ffmpegs ffmpegs() {
    return ffmpegs;
  }

  Page page() {
    return page;
  }

  Evidence evidence() {
    return evidence;
  }

  /** How often all its processes were others than before. */
  long restarts() {
    return restarts;
  }

  /** What it sent through its own network; empty when it has none. */
  OptionalLong sent() {
    return lastSent.isPresent() ? OptionalLong.of(sent) : OptionalLong.empty();
  }

  Optional<String> unit() {
    return unit;
  }

  Optional<String> container() {
    return container;
  }
}
