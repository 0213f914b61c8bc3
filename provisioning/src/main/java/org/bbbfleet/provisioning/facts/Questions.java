package org.bbbfleet.provisioning.facts;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a plan needs to know of a host. Asked once each, in the order in which they came up. */
public final class Questions {
  private final Set<String> files = new LinkedHashSet<>();
  private final Set<String> contents = new LinkedHashSet<>();
  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> packages = new LinkedHashSet<>();
  private final Set<String> users = new LinkedHashSet<>();
  private final Set<String> units = new LinkedHashSet<>();
  private final Set<PageQuestion> pages = new LinkedHashSet<>();
  private final Set<Question<?>> others = new LinkedHashSet<>();
  private boolean java;

  /**
   * A page that a program on the host serves on its own loopback address.
   *
   * @param port TCP port
   * @param path its path, {@code /-/healthy}
   * @param linePrefix which lines of the body are wanted; empty for none
   */
  public record PageQuestion(int port, String path, String linePrefix) {
    public PageQuestion {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("not a port: " + port);
      }
      if (!path.matches("/[A-Za-z0-9/._~?=&%-]*") || !linePrefix.matches("[a-z0-9_]*")) {
        throw new IllegalArgumentException(
            "not a plain path or prefix: " + path.replaceAll("\\p{Cntrl}", "?"));
      }
    }
  }

  /** Type, owner, group and mode of what is at a path. */
  public void file(String path) {
    files.add(path);
  }

  /** The same, and the hash of its content. */
  public void content(String path) {
    contents.add(path);
  }

  /** Where a link points. */
  public void link(String path) {
    links.add(path);
  }

  /** Whether a package is installed. */
  public void packages(String name) {
    packages.add(name);
  }

  /** Whether a user exists, and which groups it is in. */
  public void user(String name) {
    users.add(name);
  }

  /** The state of a unit. */
  public void unit(String name) {
    units.add(name);
  }

  /** The host's own Java. */
  public void java() {
    java = true;
  }

  /** A page that a program on the host serves. */
  public void page(PageQuestion question) {
    pages.add(question);
  }

  /** A question of a resource's own. */
  public void ask(Question<?> question) {
    others.add(question);
  }

  Set<String> files() {
    return Collections.unmodifiableSet(files);
  }

  Set<String> contents() {
    return Collections.unmodifiableSet(contents);
  }

  /** Every path to look at, in the order in which the script does. */
  List<String> paths() {
    Set<String> all = new LinkedHashSet<>(files);
    all.addAll(contents);
    return List.copyOf(all);
  }

  Set<String> links() {
    return Collections.unmodifiableSet(links);
  }

  Set<String> packageNames() {
    return Collections.unmodifiableSet(packages);
  }

  Set<String> users() {
    return Collections.unmodifiableSet(users);
  }

  Set<String> units() {
    return Collections.unmodifiableSet(units);
  }

  Set<PageQuestion> pages() {
    return Collections.unmodifiableSet(pages);
  }

  Set<Question<?>> others() {
    return Collections.unmodifiableSet(others);
  }

  boolean asksJava() {
    return java;
  }
}
