package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FileFact;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A host's certificate from the fleet's own authority, with its key: {@code fullchain.pem}, {@code
 * privkey.pem} and {@code ca.pem} behind a link that is switched in one step, so that a certificate
 * never stands beside another one's key. The key is made for the host and is in no file but the
 * host's. It is renewed when it nears its end, and made anew when it was changed, when its names or
 * the authority are others.
 *
 * @param link where it is
 * @param names DNS names and addresses that it is for; the first is its subject
 * @param authority who signs it
 * @param group who may read the key beside root
 * @param validity how long it is valid
 * @param renewal how long before its end it is renewed
 * @param clock what time it is
 * @param wanted whether it shall be there
 * @param handlers what happens after it was renewed
 */
public record Certificate(
    String link,
    List<String> names,
    Authority authority,
    String group,
    Duration validity,
    Duration renewal,
    Clock clock,
    Wanted wanted,
    List<Handler> handlers)
    implements Resource {
  private static final Pattern LINK =
      Pattern.compile("(/[A-Za-z0-9._-]+)*/[A-Za-z0-9_][A-Za-z0-9_-]{0,59}");

  public Certificate {
    Paths.check(link);
    Names.matching(LINK, link, "not a plain path whose last name has no dot: ");
    names = List.copyOf(names);
    if (names.isEmpty() || names.size() > 100) {
      throw new IllegalArgumentException("a certificate is for 1 to 100 names");
    }
    for (String name : names) {
      CertificateNames.check(name);
    }
    requireNonNull(authority, "authority is null");
    Names.account(group);
    if (renewal.isNegative() || renewal.compareTo(validity) >= 0) {
      throw new IllegalArgumentException("a certificate is renewed before it ends");
    }
    requireNonNull(clock, "clock is null");
    requireNonNull(wanted, "wanted is null");
    handlers = List.copyOf(handlers);
  }

  static Certificate of(String link, Authority authority, List<String> names) {
    return new Certificate(
        link,
        names,
        authority,
        "root",
        Duration.ofDays(365),
        Duration.ofDays(30),
        Clock.systemUTC(),
        Wanted.PRESENT,
        List.of());
  }

  /** The same, whose key a group may read. */
  public Certificate readBy(String newGroup) {
    return new Certificate(
        link, names, authority, newGroup, validity, renewal, clock, wanted, handlers);
  }

  /** The same, valid for so long and renewed so long before its end. */
  public Certificate valid(Duration newValidity, Duration newRenewal) {
    return new Certificate(
        link, names, authority, group, newValidity, newRenewal, clock, wanted, handlers);
  }

  /** The same at another time. */
  Certificate at(Clock newClock) {
    return new Certificate(
        link, names, authority, group, validity, renewal, newClock, wanted, handlers);
  }

  /** The same with what happens after it was renewed. */
  public Certificate then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    return new Certificate(link, names, authority, group, validity, renewal, clock, wanted, all);
  }

  /** Certificate and key go. */
  public Certificate absent() {
    return new Certificate(
        link, names, authority, group, validity, renewal, clock, Wanted.ABSENT, handlers);
  }

  @Override
  public String kind() {
    return "certificate";
  }

  @Override
  public String name() {
    return link;
  }

  @Override
  public void ask(Questions questions) {
    questions.file(link);
    questions.ask(new CertificateFact.Look(link));
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<FileFact> there = facts.file(link);
    if (there.filter(fact -> fact.type() != FileFact.Type.LINK).isPresent()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          link + " is there and is not a link. Move it away, then run again.");
    }
    if (wanted == Wanted.ABSENT) {
      return there.isEmpty()
          ? List.of()
          : List.of(Change.of(Change.Sign.REMOVE, this, "", remove()));
    }
    if (there.isEmpty()) {
      return List.of(Change.of(Change.Sign.ADD, this, String.join(", ", names), script()));
    }
    List<String> differences = differences(facts.answer(new CertificateFact.Look(link)));
    return differences.isEmpty()
        ? List.of()
        : List.of(Change.of(Change.Sign.MODIFY, this, String.join(", ", differences), script()));
  }

  private List<String> differences(CertificateFact found) {
    List<String> differences = new ArrayList<>();
    if (!found.key().equals("root:" + group + " 640")) {
      differences.add("key " + found.key() + " → root:" + group + " 640");
    }
    if (!found.whole() || found.certificate().isEmpty()) {
      differences.add("changed by somebody");
      return differences;
    }
    X509Certificate certificate = found.certificate().get();
    if (!authority.signed(certificate)) {
      differences.add("signed by another authority");
    }
    if (!CertificateNames.of(certificate).equals(CertificateNames.canonical(names))) {
      differences.add(CertificateNames.of(certificate) + " → " + CertificateNames.canonical(names));
    }
    Instant end = certificate.getNotAfter().toInstant();
    if (!end.isAfter(clock.instant().plus(renewal))) {
      differences.add("ends " + end);
    }
    return differences;
  }

  private String script() {
    Authority.Issued issued = authority.issue(names, clock.instant(), validity);
    return """
        l=%1$s
        b=${l%%/*}
        mkdir -p -m 0755 -- "${b:-/}"
        d=$(mktemp -d "$b/.${l##*/}.XXXXXX")
        trap 'rm -rf -- "$d"' EXIT
        %2$sprintf '%%s' '%3$s' >"$d/ca.pem"
        chown -- %4$s "$d/privkey.pem"
        chmod -- 0640 "$d/privkey.pem"
        chmod -- 0644 "$d/fullchain.pem" "$d/ca.pem"
        (cd "$d" && sha256sum fullchain.pem privkey.pem ca.pem >sums)
        chmod -- 0755 "$d"
        sync -f -- "$d"
        %5$s
        trap - EXIT
        for old in "$b/.${l##*/}".??????; do
          [ "$old" = "$d" ] || rm -rf -- "$old"
        done
        """
        .formatted(
            Quote.sh(link),
            Change.anew(
                "printf '%s' '"
                    + issued.chain()
                    + "' >\"$d/fullchain.pem\"\nprintf '%s' '"
                    + issued.key().reveal()
                    + "' >\"$d/privkey.pem\"\n"),
            authority.certificatePem(),
            Quote.sh("root:" + group),
            Landing.SWITCH);
  }

  private String remove() {
    return """
        l=%s
        rm -f -- "$l"
        rm -rf -- "${l%%/*}/.${l##*/}".??????
        """
        .formatted(Quote.sh(link));
  }
}
