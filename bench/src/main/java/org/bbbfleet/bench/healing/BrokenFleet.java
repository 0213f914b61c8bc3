package org.bbbfleet.bench.healing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/** Hosts that are mended by whatever is done to them, at once; remembers when that began. */
final class BrokenFleet implements FleetView, Shells {
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private final Map<String, Long> began = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  BrokenFleet(int size) {
    for (int i = 0; i < size; i++) {
      hosts.put(name(i), new Host(name(i), List.of(), Map.of()));
    }
  }

  static String name(int i) {
    return "bbb-" + i;
  }

  void breaks(String host) {
    broken.add(host);
  }

  Set<String> broken() {
    return broken;
  }

  /** When an action began on a host, by the monotonic clock; empty while none has. */
  Optional<Long> began(String host) {
    return Optional.ofNullable(began.get(host));
  }

  @Override
  public Optional<Host> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  @Override
  public List<Host> hosts() {
    return new ArrayList<>(hosts.values());
  }

  @Override
  public List<String> roles(String host) {
    return List.of();
  }

  @Override
  public Shell open(Host host) {
    began.putIfAbsent(host.name(), System.nanoTime());
    return new Shell() {
      @Override
      public String host() {
        return host.name();
      }

      @Override
      public Result run(Script script) {
        throw new IllegalStateException("the healer runs no scripts");
      }

      @Override
      public Result command(String commandLine, Duration timeout) {
        broken.remove(host.name());
        return new Result(0, "done", "", false, Duration.ZERO);
      }

      @Override
      public void upload(Path local, String remotePath, String mode, Duration timeout) {
        throw new IllegalStateException("the healer uploads nothing");
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
