package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bbbfleet.core.shell.KnownHosts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet ssh}: the hosts' keys. */
@Command(
    name = "ssh",
    mixinStandardHelpOptions = true,
    description = "The keys by which hosts are recognised.",
    subcommands = SshCommand.Forget.class)
public final class SshCommand {

  /** {@code fleet ssh forget}. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = "Forgets a host's key, after the host was re-installed.")
  public static final class Forget implements Callable<Integer> {
    @Parameters(paramLabel = "ADDRESS", description = "The address as it is connected to.")
    private String address;

    @Option(
        names = "--port",
        defaultValue = "22",
        paramLabel = "PORT",
        description = "The port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
        names = "--known-hosts",
        paramLabel = "FILE",
        defaultValue = "${sys:user.home}/.ssh/known_hosts",
        description = "Where host keys are kept (default: ${DEFAULT-VALUE}).")
    private Path knownHosts;

    @Override
    public Integer call() {
      int forgotten = new KnownHosts(knownHosts).forget(address, port);
      Terminal.standard()
          .line(
              forgotten == 0
                  ? knownHosts + " has no key of " + address
                  : "forgot " + forgotten + (forgotten == 1 ? " key of " : " keys of ") + address);
      return forgotten == 0 ? 1 : 0;
    }
  }
}
