package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import org.bbbfleet.core.inventory.Host;

/** Opens shells over SSH, and local ones for {@code local} hosts. Safe for many threads. */
public final class SshShells implements Shells {
  private final SshOptions options;
  private final DefaultConfig config = new DefaultConfig();

  public SshShells(SshOptions options) {
    this.options = requireNonNull(options, "options is null");
    // The other provider (HEARTBEAT) never notices that nobody answers.
    config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
  }

  @Override
  public Shell open(Host host) {
    return host.local()
        ? new LocalShell(host.name(), options.localForcedCommand())
        : new SshLogin(config, options, host).open();
  }
}
