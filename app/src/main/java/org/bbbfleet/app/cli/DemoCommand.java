package org.bbbfleet.app.cli;

import java.util.concurrent.Callable;
import org.bbbfleet.app.demo.DemoRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet demo}: the product at work, with real parts. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Provisions three throw-away hosts, breaks real things, and shows them being healed.")
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--once",
      description = "End by itself: 0 only if every fault was healed and resolved.")
  private boolean once;

  @Option(
      names = "--local",
      description = "Plain processes on this machine, without hosts or root; provisions nothing.")
  private boolean local;

  @Override
  public Integer call() {
    return DemoRun.play(
        Terminal.standard(),
        local ? DemoRun.Where.THIS_MACHINE : DemoRun.Where.LAB_HOSTS,
        once ? DemoRun.End.BY_ITSELF : DemoRun.End.BY_THE_USER);
  }
}
