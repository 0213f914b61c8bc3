package org.bbbfleet.provisioning.apply;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;

/**
 * The script that makes a batch of changes. It prints a line before and after each step, which bear
 * a word that only this run knows, so that no command's output can be taken for them.
 *
 * <p>The first step that fails ends the batch; the handlers of what was changed still run. A
 * handler that is due has a marker on the host from before the change is made until it has run: a
 * run that is killed anywhere in between leaves it to the next one.
 */
final class BatchScript {
  private final Layout layout;
  private final String nonce;

  BatchScript(Layout layout, String nonce) {
    this.layout = layout;
    this.nonce = nonce;
  }

  /**
   * A script.
   *
   * @param first the number of the first change within the whole plan
   * @param changes what to do
   * @param handlers what to run at the end, as far as it is due; empty when more batches follow
   * @param firstHandler the number of the first handler
   */
  String render(int first, List<Change> changes, List<Handler> handlers, int firstHandler) {
    StringBuilder script = new StringBuilder("failed=0\n");
    // What lies in a directory that is not ours is not ours either, and would be run.
    script.append("mkdir -p -m 0700 -- \"$FLEET_PENDING\" || failed=1\n");
    script.append("[ -O \"$FLEET_PENDING\" ] || { failed=1;");
    script.append(" echo \"$FLEET_PENDING is not ours: remove it\" >&2; }\n");
    for (int i = 0; i < changes.size(); i++) {
      script.append("if [ \"$failed\" = 0 ]; then\n");
      step(script, first + i, changes.get(i));
      script.append("[ \"$rc\" = 0 ] || failed=1\nfi\n");
    }
    for (int i = 0; i < handlers.size(); i++) {
      Handler handler = handlers.get(i);
      script
          .append("if [ -e \"$FLEET_PENDING\"/")
          .append(Quote.sh(handler.marker()))
          .append(" ]; then\n");
      run(script, firstHandler + i, handlerScript(handler, handlers));
      script.append("[ \"$rc\" = 0 ] || failed=1\nfi\n");
    }
    script.append("printf '\\n%s\\n' '").append(mark("done", "")).append("'\nexit \"$failed\"\n");
    return layout.script(script.toString());
  }

  /** A script that makes the directories of uploads. */
  String forUploads(List<Change.Upload> uploads) {
    List<String> directories = new ArrayList<>();
    for (Change.Upload upload : uploads) {
      String directory = upload.remote().substring(0, upload.remote().lastIndexOf('/'));
      directories.add("mkdir -p -m 0755 -- " + Quote.sh(directory) + " || exit\n");
    }
    return layout.script("umask 022\n" + String.join("", directories));
  }

  // A change that finds out that it can change nothing, as a file that is refused, says so by
  // fleet_unchanged: then it owes no handler either. The marker holds what is to be done, for a run
  // whose roles no longer name the handler.
  private void step(StringBuilder script, int number, Change change) {
    StringBuilder body =
        new StringBuilder("fresh=\nfleet_unchanged() { ( set -f; IFS=' '; rm -f -- $fresh; ); }\n");
    for (Handler handler : change.handlers()) {
      String marker = "\"$FLEET_PENDING\"/" + Quote.sh(handler.marker());
      body.append("[ -e ").append(marker).append(" ] || {\n  printf '%s\\n' ");
      body.append(Quote.sh(handler.script())).append(" >").append(marker);
      body.append("\n  fresh=\"$fresh \"").append(marker).append("\n}\n");
    }
    run(script, number, body.append(change.script()).toString());
  }

  private void run(StringBuilder script, int number, String body) {
    script.append("printf '\\n%s\\n' '").append(mark("begin", Integer.toString(number)));
    script.append("'\n(\nset -e\n").append(body).append("\n) 2>&1\nrc=$?\n");
    script.append("printf '\\n%s %s\\n' '").append(mark("end", Integer.toString(number)));
    script.append("' \"$rc\"\n");
  }

  // Markers go last: what is killed before them is done again. A unit that has been restarted owes
  // no reload either.
  private static String handlerScript(Handler handler, List<Handler> all) {
    StringBuilder script = new StringBuilder(handler.script().stripTrailing());
    script.append("\nrm -f -- \"$FLEET_PENDING\"/").append(Quote.sh(handler.marker()));
    all.stream()
        .filter(handler::covers)
        .forEach(o -> script.append(" \"$FLEET_PENDING\"/").append(Quote.sh(o.marker())));
    return script.append('\n').toString();
  }

  private String mark(String word, String number) {
    return "@" + nonce + " " + word + (number.isEmpty() ? "" : " " + number);
  }
}
