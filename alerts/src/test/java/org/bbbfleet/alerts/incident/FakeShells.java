package org.bbbfleet.alerts.incident;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/** Hosts that remember what they were asked and do as the test says. */
final class FakeShells implements Shells {
  final List<String> commands = Collections.synchronizedList(new ArrayList<>());
  volatile Function<String, Integer> does = command -> 0;
  volatile Runnable connecting = () -> {};
  volatile boolean reachable = true;
  volatile String output = "said so";

  @Override
  public Shell open(Host host) {
    if (!reachable) {
      throw new FleetException(ErrorCategory.UNREACHABLE, host.name() + " does not answer");
    }
    connecting.run();
    return new Shell() {
      @Override
      public String host() {
        return host.name();
      }

      @Override
      public Result run(Script script) {
        throw new AssertionError("the healer may not run scripts");
      }

      @Override
      public Result command(String commandLine, Duration timeout) {
        commands.add(host.name() + ": " + commandLine);
        return new Result(does.apply(commandLine), output, "", false, Duration.ZERO);
      }

      @Override
      public void upload(Path local, String remotePath, String mode, Duration timeout) {
        throw new AssertionError("the healer may not upload");
      }

      @Override
      public void close() {}
    };
  }
}
