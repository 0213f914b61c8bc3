package org.bbbfleet.exporters.freeswitch;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * Asks any number of servers: {@code /probe?target=bbb-1&module=freeswitch}. The target is a name
 * in the file of targets, which has its address and password.
 */
@AutoService(Prober.class)
public final class FreeSwitchProber implements Prober {

  @Override
  public String kind() {
    return "freeswitch";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    return Map.of("freeswitch", Map.of());
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    Path file = Path.of(options.string("targets_file", TargetFile.DEFAULT.toString()));
    return new FreeSwitchProbe(new TargetFile(file), context, System::nanoTime);
  }
}
