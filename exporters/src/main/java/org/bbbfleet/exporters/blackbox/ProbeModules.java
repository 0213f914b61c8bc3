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

/** The modules that {@code /probe} knows: each prober's own and those of the configuration. */
final class ProbeModules implements AutoCloseable {
  /** The longest that any probe may take. */
  static final Duration LONGEST = Duration.ofSeconds(120);

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
                result.add(new Module(name, LONGEST, probe));
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
    Duration timeout = section.duration("timeout", LONGEST);
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      section.problem("timeout", "must be above 0 and at most 120s");
      timeout = LONGEST;
    }
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
    add(new Module(name, timeout, prober.open(section.section(kind), context)));
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
   */
  record Module(String name, Duration timeout, Probe probe) {}
}
