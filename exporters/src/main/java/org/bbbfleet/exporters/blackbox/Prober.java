package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Vertx;
import java.util.Map;
import org.bbbfleet.core.config.Section;

/**
 * A kind of probe: http, and whatever else {@code /probe} can ask a target. Implementations carry
 * {@code @AutoService(Prober.class)} and a public constructor without arguments: adding one is
 * adding one file.
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
  Probe open(Section options, Vertx vertx);
}
