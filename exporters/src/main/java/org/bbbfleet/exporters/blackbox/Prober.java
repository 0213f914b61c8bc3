package org.bbbfleet.exporters.blackbox;

import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;

/**
 * A kind of probe: http, and whatever else {@code /probe} can ask a target. Implementations carry
 * {@code @AutoService(Prober.class)} and a public constructor without arguments: adding one is
 * adding one file.
 *
 * <p>An exporter that can measure other hosts than its own is a prober too. That of {@code
 * /probe?module=bbb&target=bbb1.example.org}: {@link #kind} is {@code bbb}; {@link #builtIn} gives
 * a module {@code bbb} without options, so that it is there unconfigured; {@link #open} reads where
 * the module finds its targets' secrets and opens the client that all targets share; {@link
 * Probe#probe} looks the target up by the name in {@link Probe.Request#target}, collects once and
 * gives the collector's samples as the outcome's, successful if the target answered. A secret comes
 * from a file that only the process may read, never from the URL: whoever may scrape may not sign.
 */
public interface Prober {

  /** The word that a module's {@code prober:} names. */
  String kind();

  /**
   * The modules that are there without configuration: their options by name, in the form that a
   * configuration file would give below {@link #kind}.
   */
  Map<String, Map<String, Object>> builtIn();

  /**
   * Makes a probe of a module's options; problems are left in the section. Must not contact
   * anything yet.
   */
  Probe open(Section options, CollectorContext context);
}
