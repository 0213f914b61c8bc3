package org.bbbfleet.exporters.blackbox;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.options.GoDuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules that {@code /probe} knows: each prober's own and those of the configuration. */
final class ProbeModules implements AutoCloseable {
  /** The longest that any probe may take. */
  static final Duration LONGEST = Duration.ofSeconds(120);

  private static final Logger log = LoggerFactory.getLogger(ProbeModules.class);

  private final Map<String, Module> modules = new TreeMap<>();

  /**
   * @param configured the user's modules by name, each with {@code prober}, an optional {@code
   *     timeout} and the prober's options below the prober's name; one named as a built-in module
   *     replaces it
   */
  static ProbeModules read(Section configured, CollectorContext context) {
    return read(
        configured, context, ServiceLoader.load(Prober.class).stream().map(p -> p.get()).toList());
  }

  static ProbeModules read(
      Section configured, CollectorContext context, Collection<? extends Prober> probers) {
    ProbeModules result = new ProbeModules();
    Map<String, Prober> byKind = new TreeMap<>();
    for (Prober prober : probers) {
      byKind.put(prober.kind(), prober);
      prober
          .builtIn()
          .forEach(
              (name, options) -> {
                Section section = Section.of("built-in module " + name, options);
                Probe probe = prober.open(section, context);
                section.finish();
                result.add(new Module(name, LONGEST, prober.kind(), probe));
              });
    }
    for (String name : configured.keys()) {
      result.configure(name, configured.section(name), byKind, context);
    }
    return result;
  }

  private void configure(
      String name, Section section, Map<String, Prober> byKind, CollectorContext context) {
    String kind = section.required("prober", "Name one of " + byKind.keySet() + ".");
    Duration timeout = timeout(section);
    Prober prober = byKind.get(kind);
    if (prober == null) {
      if (!kind.isEmpty()) {
        section.problem(
            "prober",
            "is "
                + kind
                + "; there are "
                + byKind.keySet()
                + "."
                + Suggestion.sentence(kind, byKind.keySet()));
      }
      section.acceptRest();
      return;
    }
    Probe probe = prober.open(section.section(kind), context);
    if (probe instanceof Unsupported unsupported) {
      log.warn("The module {} can't be asked: {} is not supported", name, unsupported.what());
    }
    // blackbox_exporter takes a section of another prober than the module's, and so do we.
    byKind.keySet().stream()
        .filter(section.keys()::contains)
        .filter(other -> !other.equals(kind))
        .forEach(other -> section.section(other).acceptRest());
    add(new Module(name, timeout, kind, probe));
  }

  private static Duration timeout(Section section) {
    Optional<String> text = section.string("timeout");
    if (text.isEmpty()) {
      return LONGEST;
    }
    Optional<Duration> timeout = GoDuration.parse(text.get());
    if (timeout.isEmpty()) {
      section.problem("timeout", "must be a duration such as 5s");
    } else if (timeout.get().isZero() || timeout.get().compareTo(LONGEST) > 0) {
      section.problem("timeout", "must be above 0 and at most 120s");
      return LONGEST;
    }
    return timeout.orElse(LONGEST);
  }

  private void add(Module module) {
    Module replaced = modules.put(module.name(), module);
    if (replaced != null) {
      replaced.probe().close();
    }
  }

  Optional<Module> find(String name) {
    return Optional.ofNullable(modules.get(name));
  }

  Set<String> names() {
    return modules.keySet();
  }

  @Override
  public void close() {
    modules.values().forEach(m -> m.probe().close());
  }

  /**
   * A named way to probe.
   *
   * @param timeout the longest that it may take, whatever the scraper allows
   * @param kind the word of its prober
   */
  record Module(String name, Duration timeout, String kind, Probe probe) {}
}
