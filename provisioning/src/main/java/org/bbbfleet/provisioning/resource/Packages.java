package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Debian packages that must be installed, in whatever version the host's repositories give or in a
 * certain one; or that must not.
 *
 * <p>Configuration files that are already there are kept, so that a role which puts them first has
 * its service start with them.
 *
 * @param names the packages
 * @param presence whether they shall be there
 * @param version the version or a pattern with {@code *}; empty: any
 * @param upgrade whether an upgrade of the host may change them
 */
public record Packages(
    List<String> names, Presence presence, Optional<String> version, Upgrade upgrade)
    implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+:~*-]{0,100}");

  /** Whether packages shall be there. */
  public enum Presence {
    INSTALLED,
    /** Removed; their configuration files may stay. */
    ABSENT,
    /** Removed with their configuration files. */
    PURGED
  }

  /** Whether an upgrade of the host may change packages. */
  public enum Upgrade {
    /** Not our matter. */
    EITHER,
    HELD,
    FREE
  }

  public Packages {
    names = List.copyOf(names);
    names.forEach(name -> Names.matching(NAME, name, "not a Debian package name: "));
    version.ifPresent(v -> Names.matching(VERSION, v, "not a version or a pattern of one: "));
    requireNonNull(presence, "presence is null");
    requireNonNull(upgrade, "upgrade is null");
  }

  static Packages of(List<String> names) {
    return new Packages(names, Presence.INSTALLED, Optional.empty(), Upgrade.EITHER);
  }

  /** The same packages in this version, or one that matches: {@code 5:7.0.*}. Apt keeps to it. */
  public Packages version(String wanted) {
    return new Packages(names, presence, Optional.of(wanted), upgrade);
  }

  /** The same packages, which no upgrade of the host changes. */
  public Packages held() {
    return new Packages(names, presence, version, Upgrade.HELD);
  }

  /** The same packages, which are neither held nor pinned by us any more. */
  public Packages free() {
    return new Packages(names, presence, Optional.empty(), Upgrade.FREE);
  }

  /** None of these packages. What needs them is never removed with them: the run fails. */
  public Packages absent() {
    return new Packages(names, Presence.ABSENT, Optional.empty(), Upgrade.EITHER);
  }

  /** None of these packages, nor their configuration files. */
  public Packages purged() {
    return new Packages(names, Presence.PURGED, Optional.empty(), Upgrade.EITHER);
  }

  @Override
  public String kind() {
    return "packages";
  }

  @Override
  public String name() {
    return String.join(" ", names);
  }

  @Override
  public void ask(Questions questions) {
    names.forEach(questions::packages);
    pins().forEach(pin -> pin.ask(questions));
  }

  // Nothing is said of pins where the role says nothing of versions.
  private List<HostFile> pins() {
    if (presence == Presence.INSTALLED && version.isEmpty() && upgrade != Upgrade.FREE) {
      return List.of();
    }
    return names.stream().map(this::pin).toList();
  }

  private HostFile pin(String name) {
    String path = "/etc/apt/preferences.d/bbb-fleet-" + name.replace('+', '_') + ".pref";
    return version
        .map(
            v ->
                HostFile.of(
                    path,
                    "# Written by BBB Fleet.\nPackage: %s\nPin: version %s\nPin-Priority: 1001\n"
                        .formatted(name, v)
                        .getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> HostFile.none(path));
  }

  @Override
  public List<Change> changes(Facts facts) {
    return presence == Presence.INSTALLED ? installed(facts) : removed(facts);
  }

  private List<Change> installed(Facts facts) {
    Set<String> concerned = new LinkedHashSet<>();
    Set<String> wrong = new LinkedHashSet<>();
    List<String> details = new ArrayList<>();
    boolean anyMissing = false;
    for (String name : names) {
      Optional<String> there = facts.packageVersion(name);
      if (there.isEmpty()) {
        wrong.add(name);
        anyMissing = true;
      } else if (version.isPresent() && !there.get().matches(regex(version.get()))) {
        wrong.add(name);
        details.add(there.get() + " → " + version.get());
      }
    }
    if (anyMissing) {
      version.ifPresent(details::add);
    }
    concerned.addAll(wrong);
    List<Change> pins = pins().stream().flatMap(pin -> pin.changes(facts).stream()).toList();
    if (!pins.isEmpty()) {
      details.add(version.isPresent() ? "pin" : "unpin");
      concerned.addAll(names);
    }
    List<String> marks =
        upgrade == Upgrade.EITHER
            ? List.of()
            : names.stream()
                .filter(name -> facts.packageHeld(name) != (upgrade == Upgrade.HELD))
                .toList();
    if (!marks.isEmpty() && (upgrade == Upgrade.HELD || !marks.equals(List.copyOf(wrong)))) {
      details.add(upgrade == Upgrade.HELD ? "hold" : "unhold");
      concerned.addAll(marks);
    }
    if (concerned.isEmpty()) {
      return List.of();
    }
    String script =
        pins.stream().map(Change::script).collect(Collectors.joining())
            + (wrong.isEmpty() ? "" : install(String.join(" ", wrong)))
            + marks();
    return List.of(
        change(
            anyMissing ? Change.Sign.ADD : Change.Sign.MODIFY,
            String.join(" ", concerned),
            String.join(", ", details),
            script));
  }

  private String marks() {
    return switch (upgrade) {
      case EITHER -> "";
      case HELD -> "apt-mark -q hold " + name() + "\n";
      case FREE -> "apt-mark -q unhold " + name() + "\n";
    };
  }

  private Change change(Change.Sign sign, String list, String detail, String script) {
    return new Change(sign, kind(), list, detail, script, List.of(), List.of(), Optional.empty());
  }

  private static String regex(String pattern) {
    return java.util.Arrays.stream(pattern.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  private List<Change> removed(Facts facts) {
    List<String> there =
        names.stream()
            .filter(
                name -> {
                  String state = facts.packageState(name);
                  return !state.isEmpty()
                      && !state.equals("not-installed")
                      && (presence == Presence.PURGED || !state.equals("config-files"));
                })
            .toList();
    List<Change> pins = pins().stream().flatMap(pin -> pin.changes(facts).stream()).toList();
    if (there.isEmpty() && pins.isEmpty()) {
      return List.of();
    }
    String script = there.isEmpty() ? "" : remove(String.join(" ", there));
    return List.of(
        change(
            Change.Sign.REMOVE,
            there.isEmpty() ? name() : String.join(" ", there),
            there.isEmpty()
                ? "unpin"
                : presence == Presence.PURGED ? "and configuration files" : "",
            script + pins.stream().map(Change::script).collect(Collectors.joining())));
  }

  // What apt would remove besides is somebody's, perhaps the whole service.
  private String remove(String list) {
    return Apt.FUNCTIONS
        + """
            others=$(apt-get -s -q --allow-change-held-packages %1$s %2$s </dev/null | {
              while read -r what name rest; do
                case $what in
                  Remv | Purg) case ' %2$s ' in *" $name "*) ;; *) printf ' %%s' "$name" ;; esac ;;
                esac
              done
            })
            [ -z "$others" ] || { echo "these need it and would go, too:$others. Name them, or keep it."; exit 1; }
            apt --allow-change-held-packages %1$s %2$s
            """
            .formatted(presence == Presence.PURGED ? "purge" : "remove", list);
  }

  // The lists are only fetched when they don't offer a package, or when what they offer is gone.
  private String install(String list) {
    String change = version.isPresent() ? "--allow-downgrades --allow-change-held-packages " : "";
    return Apt.FUNCTIONS
        + """
            offered() {
              for p in %1$s; do
                c=$(apt-cache policy "$p" 2>/dev/null | sed -n 's/^  Candidate: //p')
                case $c in
                  '(none)' | '') return 1 ;;
                  %2$s) ;;
                  *) return 1 ;;
                esac
              done
            }
            offered || {
              lists
              offered || [ -z %4$s ] || {
                echo "no repository offers $p "%4$s"; the newest is ${c:-none}"
                exit 1
              }
            }
            if ! apt install %3$s%1$s; then
              dpkg --force-confdef --force-confold --configure -a </dev/null || :
              lists
              apt -f install
              apt install %3$s%1$s
            fi
            """
            .formatted(list, version.orElse("*"), change, version.map(Quote::sh).orElse("''"));
  }
}
