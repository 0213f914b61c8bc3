package org.bbbfleet.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.provisioning.run.RunControl;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C while a run goes on: the first stops it gently, the second at once, the third ends this
 * program. What was set before is set again afterwards.
 */
final class RunSignals implements AutoCloseable {
  private final List<Runnable> restore = new ArrayList<>();

  RunSignals(RunControl control, RunBoard board, Terminal terminal) {
    AtomicInteger count = new AtomicInteger();
    SignalHandler stop =
        signal -> {
          String name = signal.getName().equals("INT") ? "Ctrl-C" : "SIG" + signal.getName();
          switch (count.incrementAndGet()) {
            case 1 -> {
              control.stop(name);
              String text = "stopping after the scripts that run now; again: at once";
              board.notice(text);
              if (!terminal.draws()) {
                Printable.complain(text);
              }
            }
            case 2 -> {
              board.notice("stopping at once");
              control.abort(name);
            }
            default -> Runtime.getRuntime().halt(130);
          }
        };
    set("INT", stop);
    set("TERM", stop);
    if (terminal.draws()) {
      set("WINCH", signal -> terminal.resized(TerminalSize.ask()));
    }
  }

  private void set(String name, SignalHandler handler) {
    try {
      Signal signal = new Signal(name);
      SignalHandler before = Signal.handle(signal, handler);
      restore.add(() -> Signal.handle(signal, before));
    } catch (IllegalArgumentException e) {
      // A virtual machine that keeps the signal for itself ends as it always does.
      restore.add(() -> {});
    }
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
  }
}
