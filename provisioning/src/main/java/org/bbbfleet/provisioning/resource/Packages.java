package org.bbbfleet.provisioning.resource;

import java.util.List;
import java.util.regex.Pattern;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * Debian packages that must be installed, in whatever version the host's repositories give.
 *
 * <p>Configuration files that are already there are kept, so that a role which puts them first has
 * its service start with them.
 *
 * @param names the packages
 */
public record Packages(List<String> names) implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");

  public Packages {
    names = List.copyOf(names);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not a Debian package name: " + name);
      }
    }
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
  }

  @Override
  public List<Change> changes(Facts facts) {
    List<String> missing = names.stream().filter(n -> facts.packageVersion(n).isEmpty()).toList();
    if (missing.isEmpty()) {
      return List.of();
    }
    String list = String.join(" ", missing);
    return List.of(
        new Change(
            Change.Sign.ADD,
            kind(),
            list,
            "",
            install(list),
            List.of(),
            List.of(),
            java.util.Optional.empty()));
  }

  // The lists are only fetched when they don't offer a package, or when what they offer is gone.
  private static String install(String list) {
    return """
        export DEBIAN_FRONTEND=noninteractive
        apt() {
          apt-get -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 \\
            -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \\
            -o Dpkg::Use-Pty=0 "$@" </dev/null
        }
        lists() {
          tries=0
          until apt-get -q update </dev/null; do
            tries=$((tries + 1))
            [ "$tries" -lt 5 ] || { echo "apt-get update failed $tries times"; return 1; }
            sleep 3
          done
        }
        offered() {
          for p in %1$s; do
            case $(apt-cache policy "$p" 2>/dev/null) in
              *'Candidate: (none)'* | '') return 1 ;;
            esac
          done
        }
        offered || lists
        if ! apt install %1$s; then
          dpkg --force-confdef --force-confold --configure -a </dev/null || :
          lists
          apt -f install
          apt install %1$s
        fi
        """
        .formatted(list);
  }
}
