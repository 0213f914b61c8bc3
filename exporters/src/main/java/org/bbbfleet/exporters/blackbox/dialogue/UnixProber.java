package org.bbbfleet.exporters.blackbox.dialogue;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/** Connects to a socket of this host by its path and, if the module says so, talks. */
@AutoService(Prober.class)
public final class UnixProber implements Prober {

  @Override
  public String kind() {
    return "unix";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("unix_connect", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new DialogueProbe(context.vertx(), DialogueModule.unix(options), true);
  }
}
