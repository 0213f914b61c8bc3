package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * What a user may read beside what everybody may: it joins the groups of files that their groups
 * may read. Files that are absent, or that root alone may read, are left as they are: whoever needs
 * them says so. Nobody else's file is changed.
 *
 * @param name the user
 * @param files what it should be able to read, where it is there
 * @param groups groups that it joins in any case
 */
public record Access(String name, List<String> files, List<String> groups, List<Handler> handlers)
    implements Resource {

  public Access {
    files = List.copyOf(files);
    files.forEach(Paths::check);
    groups = List.copyOf(groups);
    handlers = List.copyOf(handlers);
    groups.forEach(
        group -> {
          if (!group.matches("[a-z_][a-z0-9_-]{0,31}")) {
            throw new IllegalArgumentException("not a group name: " + group);
          }
        });
  }

  /** The same, with more files. */
  public Access reads(List<String> more) {
    return new Access(name, joined(files, more), groups, handlers);
  }

  /** The same, with groups that it joins; each must exist. */
  public Access inGroups(List<String> more) {
    return new Access(name, files, joined(groups, more), handlers);
  }

  /** The same, with what happens after it changed: a running program keeps its old groups. */
  public Access then(Handler... after) {
    return new Access(name, files, groups, joined(handlers, List.of(after)));
  }

  @Override
  public String kind() {
    return "access";
  }

  @Override
  public void ask(Questions questions) {
    questions.user(name);
    files.forEach(questions::file);
  }

  @Override
  public List<Change> changes(Facts facts) {
    TreeSet<String> wanted = new TreeSet<>(groups);
    for (String file : files) {
      facts
          .file(file)
          .filter(fact -> fact.type() == FileFact.Type.FILE && readableByGroupOnly(fact))
          .ifPresent(fact -> wanted.add(fact.group()));
    }
    wanted.removeAll(facts.groupsOf(name));
    // Root's group reads much more than the one file.
    wanted.remove("root");
    // A group without a name, as stat shows it.
    wanted.remove("UNKNOWN");
    if (wanted.isEmpty()) {
      return List.of();
    }
    String list = String.join(",", wanted);
    return List.of(
        Change.of(
            Change.Sign.MODIFY,
            this,
            "joins " + list,
            "usermod -a -G " + Quote.sh(list) + " " + Quote.sh(name) + "\n"));
  }

  private static boolean readableByGroupOnly(FileFact fact) {
    int mode = Integer.parseInt(fact.mode(), 8);
    return (mode & 0004) == 0 && (mode & 0040) != 0;
  }

  private static <T> List<T> joined(List<T> some, List<? extends T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
