package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A file system that is mounted now and, by its line in {@code /etc/fstab}, after each boot. Only
 * what could be mounted gets a line.
 *
 * @param name where it is mounted
 * @param source what is mounted
 * @param type the file system's type
 * @param options as in fstab; no passwords, since everybody may read them there
 * @param wanted whether it shall be there
 */
public record Mount(String name, String source, String type, List<String> options, Wanted wanted)
    implements Resource {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._/@:+=-]*[A-Za-z0-9._@:+=-]");
  private static final Pattern SOURCE =
      Pattern.compile("[A-Za-z0-9/\\[][A-Za-z0-9._/@:+=\\[\\]-]*");
  private static final Pattern TYPE = Pattern.compile("[a-z0-9_.]{1,40}");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:/=@%+~-]*");
  private static final Pattern SECRET = Pattern.compile("(?i)(pass|password|secret|key)=.*");
  private static final Set<String> FLAGS =
      Set.of("ro", "rw", "nosuid", "nodev", "noexec", "noatime");

  public Mount {
    Paths.check(name);
    Names.matching(PATH, name, "not a plain path: ");
    Names.matching(SOURCE, source, "not something to mount: ");
    Names.matching(TYPE, type, "not a type of file system: ");
    options = List.copyOf(options);
    for (String option : options) {
      Names.matching(OPTION, option, "not an option of mount: ");
      if (SECRET.matcher(option).matches()) {
        throw new IllegalArgumentException(
            "no secrets in fstab, which everybody may read: use credentials=FILE");
      }
    }
    requireNonNull(wanted, "wanted is null");
  }

  /** The same with these options, as in fstab. */
  public Mount options(String... all) {
    return new Mount(name, source, type, List.of(all), wanted);
  }

  /** Nothing mounted there and no line; the directory stays. */
  public Mount absent() {
    return new Mount(name, source, type, options, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "mount";
  }

  private boolean bound() {
    return options.contains("bind") || options.contains("rbind");
  }

  private String optionList() {
    return options.isEmpty() ? "defaults" : String.join(",", options);
  }

  private String line() {
    return String.join(" ", source, name, type, optionList(), "0 0");
  }

  private MountFact.At look() {
    return new MountFact.At(name, bound() ? source : "");
  }

  @Override
  public void ask(Questions questions) {
    questions.ask(look());
  }

  @Override
  public List<Change> changes(Facts facts) {
    MountFact there = facts.answer(look());
    boolean mounted = there.mounted().isPresent();
    if (wanted == Wanted.ABSENT) {
      return !mounted && there.lines().isEmpty()
          ? List.of()
          : List.of(Change.of(Change.Sign.REMOVE, this, "", unmount() + fstab("")));
    }
    List<String> differences = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    boolean wrong = mounted && !isOurs(there);
    List<String> flags = there.mounted().map(this::missingFlags).orElse(List.of());
    boolean written = there.lines().equals(List.of(line()));
    if (wrong) {
      differences.add("something else is mounted there");
      script.append(unmount());
    }
    if (!mounted || wrong) {
      differences.add("mount");
      script.append("mkdir -p -m 0755 -- %s\n".formatted(name));
      script.append(
          "mountpoint -q -- %4$s || timeout 60 mount -t %1$s -o %2$s -- %3$s %4$s\n"
              .formatted(type, Quote.sh(optionList()), Quote.sh(source), name));
    } else if (!flags.isEmpty() || !written) {
      if (!flags.isEmpty()) {
        differences.add("is not " + String.join(",", flags));
      }
      script.append(
          "timeout 60 mount -t %s -o remount,%s -- %s %s\n"
              .formatted(type, Quote.sh(optionList()), Quote.sh(source), name));
    }
    if (!written) {
      differences.add(
          there.lines().isEmpty()
              ? "write to fstab"
              : "fstab: " + there.lines().get(0) + " → " + line());
      script.append(fstab(line()));
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(
                mounted ? Change.Sign.MODIFY : Change.Sign.ADD,
                this,
                String.join(", ", differences),
                script.toString()));
  }

  private boolean isOurs(MountFact there) {
    if (bound()) {
      return there.same();
    }
    MountFact.Mounted now = there.mounted().orElseThrow();
    boolean byName = source.startsWith("/") || source.contains(":/");
    return (type.equals("auto") || now.type().startsWith(type) || now.type().endsWith("." + type))
        && (!byName || now.source().equals(source));
  }

  private List<String> missingFlags(MountFact.Mounted now) {
    return options.stream()
        .filter(FLAGS::contains)
        .filter(flag -> !now.options().contains(flag))
        .toList();
  }

  private String unmount() {
    return "! mountpoint -q -- %1$s || timeout 60 umount -- %1$s\n".formatted(name);
  }

  // Comments and all other lines stay as they are.
  private String fstab(String wanted) {
    return """
        p=/etc/fstab
        %3$s
        set -f
        [ ! -e /etc/fstab ] || while IFS= read -r l || [ -n "$l" ]; do
          set -- $l
          case ${1-} in
            '#'*) ;;
            *) [ "${2-}" != %1$s ] || continue ;;
          esac
          printf '%%s\\n' "$l"
        done </etc/fstab >"$t"
        [ -z %2$s ] || printf '%%s\\n' %2$s >>"$t"
        chmod 0644 "$t"
        %4$s
        systemctl daemon-reload
        """
        .formatted(name, wanted.isEmpty() ? "''" : Quote.sh(wanted), Landing.BESIDE, Landing.LAND);
  }
}
