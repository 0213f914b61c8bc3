package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Opens shells over SSH, and local ones for {@code local} hosts. Safe for many threads. */
public final class SshShells implements Shells {
  private final SshOptions options;
  private final SshRoutes routes;
  private final SshLogin login;

  // Java 17 has every algorithm that OpenSSH asks for but ChaCha20 as OpenSSH puts it together;
  // loading BouncyCastle as a provider takes a third of a second of each command. It still reads
  // keys in PEM files, as a library.
  static {
    SecurityUtils.setRegisterBouncyCastle(false);
    EcdsaKeys.register();
  }

  public SshShells(SshOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.routes = new SshRoutes(options);
    DefaultConfig config = new DefaultConfig();
    // Whatever it logs as an error with a stack trace reaches the caller as an exception too.
    config.setLoggerFactory(new Silence());
    // The other provider (HEARTBEAT) never notices that nobody answers.
    config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
    this.login = new SshLogin(config, options, new KeyRing(options.passphrases()), new Jumps());
  }

  @Override
  public Shell open(Host host) {
    if (host.local()) {
      return new LocalShell(
          host.name(),
          options.localForcedCommand(),
          Become.of(host, System.getProperty("user.name")));
    }
    SshTarget target = routes.to(host);
    Optional<Become> become = Become.of(host, target.user());
    return new SshShell(target, become, login.open(target), new SshFailure(target, options));
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
