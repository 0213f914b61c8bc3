package org.bbbfleet.provisioning.facts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found on a host in one round trip: exactly what was asked. Looking at what nobody asked
 * for is a fault of the resource, not an absent file, and throws.
 */
public final class Facts {
  private final Questions questions;
  private final Found found;

  /** The host's own Java. */
  public record Java(String version, String home) {

    /** 17 for {@code 17.0.15}, 8 for {@code 1.8.0}. */
    public int major() {
      String[] parts = version.split("[^0-9]+");
      String part = parts.length > 1 && parts[0].equals("1") ? parts[1] : parts[0];
      return part.isEmpty() || part.length() > 4 ? 0 : Integer.parseInt(part);
    }
  }

  /** The raw findings, filled by the parser. */
  static final class Found {
    int userId = -1;
    String os = "";
    String release = "";
    String machine = "";
    HostSize size = new HostSize(0, 0, 0);
    Optional<Java> java = Optional.empty();
    final Map<String, FileFact> files = new HashMap<>();
    final Map<String, String> links = new HashMap<>();
    final Map<String, String> packages = new HashMap<>();
    final Map<String, String> packageStates = new HashMap<>();
    final Set<String> heldPackages = new HashSet<>();
    final Map<String, Integer> users = new HashMap<>();
    final Map<String, Set<String>> groups = new HashMap<>();
    final Map<String, UnitFact> units = new HashMap<>();
    final Set<String> pendingHandlers = new HashSet<>();
    final Map<Questions.PageQuestion, PageFact> pages = new HashMap<>();
    Map<Question<?>, Object> answers = Map.of();
  }

  Facts(Questions questions, Found found) {
    this.questions = questions;
    this.found = found;
  }

  /** The user that we are on the host; 0 is root. */
  public int loginUserId() {
    return found.userId;
  }

  /** The distribution's identifier ({@code debian}) and its release ({@code 12}). */
  public String os() {
    return found.os + " " + found.release;
  }

  /** The machine's name as {@code uname -m} gives it. */
  public String machine() {
    return found.machine;
  }

  /** How large the host is; 0 is not known. */
  public HostSize size() {
    return found.size;
  }

  /** What is at the path, if anything. */
  public Optional<FileFact> file(String path) {
    asked(questions.files().contains(path) || questions.contents().contains(path), path);
    return Optional.ofNullable(found.files.get(path));
  }

  /** Where the symbolic link points, if it is one. */
  public Optional<String> link(String path) {
    asked(questions.links().contains(path), path);
    return Optional.ofNullable(found.links.get(path));
  }

  /** The version of an installed package; empty when it is not fully installed. */
  public Optional<String> packageVersion(String name) {
    asked(questions.packageNames().contains(name), name);
    return Optional.ofNullable(found.packages.get(name));
  }

  /** What dpkg calls the state of a package: {@code config-files}; empty when it knows of none. */
  public String packageState(String name) {
    asked(questions.packageNames().contains(name), name);
    return found.packageStates.getOrDefault(name, "");
  }

  /** Whether a package is held: no upgrade of the host changes it. */
  public boolean packageHeld(String name) {
    asked(questions.packageNames().contains(name), name);
    return found.heldPackages.contains(name);
  }

  /** The number of a user, if there is one of that name. */
  public Optional<Integer> userId(String name) {
    asked(questions.users().contains(name), name);
    return Optional.ofNullable(found.users.get(name));
  }

  /** The groups of a user; none where there is no such user. */
  public Set<String> groupsOf(String name) {
    asked(questions.users().contains(name), name);
    return found.groups.getOrDefault(name, Set.of());
  }

  /** The unit; {@link UnitFact#ABSENT} when systemd does not know it. */
  public UnitFact unit(String name) {
    asked(questions.units().contains(name), name);
    return found.units.getOrDefault(name, UnitFact.ABSENT);
  }

  /** The host's own Java, if it has one. */
  public Optional<Java> java() {
    asked(questions.asksJava(), "java");
    return found.java;
  }

  /** Markers of handlers that an earlier run still owes, sorted. */
  public List<String> pendingHandlers() {
    return found.pendingHandlers.stream().sorted().toList();
  }

  /** What a page on the host answered. */
  public PageFact page(Questions.PageQuestion question) {
    asked(questions.pages().contains(question), question.toString());
    return found.pages.getOrDefault(question, PageFact.NO_ANSWER);
  }

  /** The answer to a question of a resource's own. */
  @SuppressWarnings("unchecked") // the answer was read by this very question
  public <T> T answer(Question<T> question) {
    if (!questions.others().contains(question)) {
      throw new IllegalStateException("nobody asked for " + question);
    }
    return (T) found.answers.get(question);
  }

  private static void asked(boolean yes, String what) {
    if (!yes) {
      throw new IllegalStateException("nobody asked for " + what);
    }
  }
}
