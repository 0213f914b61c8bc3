package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Hidden;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.provisioning.facts.FileTexts;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.TextDiff;
import org.bbbfleet.provisioning.resource.Change;

/** How the texts of a plan's files differ from those on the host. */
final class Differences {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private Differences() {}

  /**
   * The differences by path; asks the host only where a plan changes texts. A file that holds
   * something hidden has none: what stands there now may be the password of yesterday.
   */
  static Map<String, String> of(HostPlan plan, Shell shell, Layout layout, Hidden hidden) {
    List<Change.Text> texts =
        plan.changes().stream()
            .flatMap(change -> change.text().stream())
            .filter(text -> !hidden.occursIn(text.wanted()))
            .toList();
    if (texts.isEmpty()) {
      return Map.of();
    }
    List<String> paths = texts.stream().map(Change.Text::path).toList();
    Shell.Result result = shell.run(Shell.Script.of(FileTexts.render(paths, layout), TIMEOUT));
    Map<String, String> before = FileTexts.parse(paths, plan.host(), result.out());
    Map<String, String> all = new LinkedHashMap<>();
    for (Change.Text text : texts) {
      String there = before.getOrDefault(text.path(), "");
      if (!hidden.occursIn(there)) {
        all.put(text.path(), TextDiff.unified(text.path(), there, text.wanted()));
      }
    }
    return all;
  }
}
