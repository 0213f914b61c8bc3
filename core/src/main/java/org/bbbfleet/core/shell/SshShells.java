package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.LoggerFactory;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Opens shells over SSH, and local ones for {@code local} hosts. Safe for many threads. */
public final class SshShells implements Shells {
  private final SshOptions options;
  private final DefaultConfig config = new DefaultConfig();

  public SshShells(SshOptions options) {
    this.options = requireNonNull(options, "options is null");
    // Whatever it logs as an error with a stack trace reaches the caller as an exception too.
    config.setLoggerFactory(new Silence());
    // The other provider (HEARTBEAT) never notices that nobody answers.
    config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
  }

  @Override
  public Shell open(Host host) {
    return host.local()
        ? new LocalShell(host.name(), options.localForcedCommand())
        : new SshLogin(config, options, host).open();
  }

  private static final class Silence implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
      return NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
      return NOPLogger.NOP_LOGGER;
    }
  }
}
