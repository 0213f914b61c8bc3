package org.bbbfleet.app.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet resume}: ends a pause. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Lets the healer act again on one host, or on the whole fleet.")
public final class ResumeCommand implements Callable<Integer> {
  @Mixin private ServeClient serve;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST",
      defaultValue = "",
      description = "The host; without one, the whole fleet.")
  private String host;

  @Option(names = "--role", paramLabel = "ROLE", description = "All hosts of this role instead.")
  private String role;

  @Option(names = "--group", paramLabel = "GROUP", description = "All hosts of this group instead.")
  private String group;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, String> body = new TreeMap<>(Scoped.of(host, role, group));
    body.put("who", Operator.name());
    Scoped.print(serve.post("/api/v1/pauses/end", body), json);
    return 0;
  }
}
