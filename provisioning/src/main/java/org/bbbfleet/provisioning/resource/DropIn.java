package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Some lines of ours beside the unit file that a package brings, which systemd has read.
 *
 * @param unit the unit, with its suffix
 * @param part the drop-in's name without {@code .conf}
 * @param file the file that it is
 */
public record DropIn(String unit, String part, HostFile file) implements Resource {

  public DropIn {
    Names.unit(unit);
    requireNonNull(file, "file is null");
  }

  static DropIn of(String unit, String part, String text) {
    return new DropIn(
        unit, part, HostFile.of(path(unit, part), text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String path(String unit, String part) {
    return "/etc/systemd/system/" + unit + ".d/" + Names.own(part) + ".conf";
  }

  /** No such drop-in. */
  public DropIn absent() {
    return new DropIn(
        unit, part, HostFile.none(path(unit, part)).then(file.handlers().toArray(Handler[]::new)));
  }

  /** The same with what happens after it changed. */
  public DropIn then(Handler... after) {
    return new DropIn(unit, part, file.then(after));
  }

  @Override
  public String kind() {
    return "drop-in";
  }

  @Override
  public String name() {
    return unit + " " + part;
  }

  @Override
  public List<Handler> handlers() {
    return file.handlers();
  }

  @Override
  public void ask(Questions questions) {
    file.ask(questions);
    questions.unit(unit);
  }

  @Override
  public List<Change> changes(Facts facts) {
    List<Change> changes = new ArrayList<>();
    for (Change change : file.changes(facts)) {
      String before =
          change.sign() == Change.Sign.REMOVE ? "" : "mkdir -p -m 0755 -- " + directory() + "\n";
      changes.add(change.under(this, before));
    }
    // A run that was killed after the file landed.
    if (changes.isEmpty() && facts.unit(unit).needsDaemonReload()) {
      changes.add(
          Change.of(Change.Sign.MODIFY, this, "changed on disk", "systemctl daemon-reload\n"));
    }
    return changes;
  }

  private String directory() {
    return "/etc/systemd/system/" + unit + ".d";
  }
}
