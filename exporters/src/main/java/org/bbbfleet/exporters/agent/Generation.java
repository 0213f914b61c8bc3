package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one reading of the configuration gives: collectors and probe modules. What the configuration
 * before said just so is taken over and goes on measuring, with all that it remembers.
 */
final class Generation {
  private static final Logger log = LoggerFactory.getLogger(Generation.class);

  /** Longer than the longest probe, so that those that run end by themselves. */
  private static final Duration PROBES_END = Duration.ofSeconds(130);

  private final Map<Key, CollectorRunner> parts = new LinkedHashMap<>();
  private final Set<CollectorRunner> fresh = new HashSet<>();
  private final List<Explanation> explanations;
  private final Fingerprint modules;
  private ProbeHandler probes;
  private boolean freshProbes;

  /** What makes a collector: the same key, the same collector. */
  private record Key(String name, Duration interval, Duration deadline, Fingerprint options) {
    static Key of(AgentConfig.Settings s) {
      return new Key(s.exporter().name(), s.interval(), s.deadline(), Fingerprint.of(s.options()));
    }
  }

  /** What a reading would give, to see whether anything changed. */
  record Sight(Set<Object> parts, List<Explanation> explanations, Fingerprint modules) {}

  private Generation(List<Explanation> explanations, Fingerprint modules) {
    this.explanations = explanations;
    this.modules = modules;
  }

  /**
   * Opens what a configuration asks for; contacts nothing and starts nothing. Blocks for files.
   *
   * @param before what runs now
   * @throws org.bbbfleet.core.error.ProblemsException with everything that is wrong; nothing stays
   *     open then
   */
  static Generation open(
      AgentConfig config, Set<String> only, CollectorContext context, Optional<Generation> before) {
    Selection selection = Selection.of(config, only, context.root());
    Generation made = new Generation(selection.explanations(), Fingerprint.of(config.modules()));
    try {
      for (AgentConfig.Settings s : selection.on()) {
        made.add(s, context, before);
      }
      selection.off().forEach(s -> checkNames(s, context));
      made.addProbes(config, context, before);
      config.finish();
      return made;
    } catch (RuntimeException e) {
      made.discard();
      throw e;
    }
  }

  /** What a configuration would give on this host. Blocks for files. */
  static Sight sight(AgentConfig config, Set<String> only, CollectorContext context) {
    Selection selection = Selection.of(config, only, context.root());
    Set<Object> keys = new HashSet<>();
    // Of those that are off, too: their faults are reported.
    config.exporters().forEach(s -> keys.add(Key.of(s)));
    return new Sight(keys, selection.explanations(), Fingerprint.of(config.modules()));
  }

  private void add(AgentConfig.Settings s, CollectorContext context, Optional<Generation> before) {
    Key key = Key.of(s);
    CollectorRunner same = before.map(b -> b.parts.get(key)).orElse(null);
    if (same != null) {
      // Its options were found good when it was opened.
      s.options().acceptRest();
      parts.put(key, same);
      return;
    }
    CollectorRunner runner =
        new CollectorRunner(
            s.exporter().name(),
            s.exporter().open(s.options(), context),
            new HashSet<>(s.exporter().metrics()),
            s.interval(),
            s.deadline(),
            context.clock(),
            System::nanoTime);
    parts.put(key, runner);
    fresh.add(runner);
  }

  private void addProbes(
      AgentConfig config, CollectorContext context, Optional<Generation> before) {
    if (before.isPresent() && before.get().modules.equals(modules)) {
      config.modules().acceptRest();
      probes = before.get().probes;
      return;
    }
    probes = ProbeHandler.create(context, config.modules());
    freshProbes = true;
  }

  // A typo in the options of an exporter that is off would come to light on the day when it is
  // switched on. Wrong values may wait until then: a secret need not be there yet.
  private static void checkNames(AgentConfig.Settings s, CollectorContext context) {
    if (s.options().keys().isEmpty()) {
      return;
    }
    s.options().namesOnly();
    try (Collector collector = s.exporter().open(s.options(), context)) {
      log.trace("Exporter {} is off; its options are known", s.exporter().name());
    } catch (RuntimeException e) {
      log.debug("The options of {} can't be checked while it is off", s.exporter().name(), e);
      s.options().acceptRest();
    }
  }

  /** Ends what only the generation before had, then starts what is new. */
  Future<Void> replace(Vertx vertx, Optional<Generation> before) {
    List<CollectorRunner> ending = new ArrayList<>();
    before.ifPresent(b -> ending.addAll(b.parts.values()));
    ending.removeAll(parts.values());
    before
        .filter(b -> freshProbes)
        .ifPresent(b -> vertx.setTimer(PROBES_END.toMillis(), t -> b.probes.close()));
    // One after the other: two of the same kind might keep the same file.
    return Future.join(ending.stream().map(CollectorRunner::stop).toList())
        .eventually(() -> Future.join(fresh.stream().map(r -> r.start(vertx)).toList()))
        .mapEmpty();
  }

  /** Closes what was opened and not started. */
  void discard() {
    fresh.forEach(CollectorRunner::discard);
    if (freshProbes) {
      probes.close();
    }
  }

  Future<Void> stop() {
    return Future.join(parts.values().stream().map(CollectorRunner::stop).toList())
        .<Void>mapEmpty()
        .onComplete(ended -> probes.close());
  }

  List<CollectorRunner> runners() {
    return List.copyOf(parts.values());
  }

  List<Explanation> explanations() {
    return explanations;
  }

  ProbeHandler probes() {
    return probes;
  }
}
