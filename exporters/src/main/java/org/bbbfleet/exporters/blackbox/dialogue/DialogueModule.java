package org.bbbfleet.exporters.blackbox.dialogue;

import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.options.IpOptions;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/**
 * The options of a tcp or unix module.
 *
 * @param steps what is said after connecting
 * @param tls whether TLS begins at once
 */
record DialogueModule(List<Step> steps, boolean tls, TlsOptions tlsOptions, IpOptions ip) {

  static DialogueModule tcp(Section options) {
    return new DialogueModule(
        Step.read(options),
        options.flag("tls", false),
        TlsOptions.read(options.section("tls_config")),
        IpOptions.readWithSource(options));
  }

  static DialogueModule unix(Section options) {
    return new DialogueModule(
        Step.read(options),
        options.flag("tls", false),
        TlsOptions.read(options.section("tls_config")),
        IpOptions.usual());
  }
}
