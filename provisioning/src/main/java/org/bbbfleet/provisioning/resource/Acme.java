package org.bbbfleet.provisioning.resource;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * A certificate from a public authority by ACME, got by certbot into {@code
 * /etc/letsencrypt/live/<name>}. It is got when it is not there, has ended or lacks a name; before
 * its end certbot's own timer renews it and reloads the unit that uses it. Needs the packages
 * {@code certbot} and {@code openssl}.
 *
 * @param name its name for certbot
 * @param email where the authority writes to
 * @param names DNS names that it is for
 * @param webroot the directory that a web server serves; without it certbot listens on port 80
 *     itself, which must be free now and at each renewal
 * @param server the authority's directory; Let's Encrypt when empty
 * @param unit what is reloaded when it was renewed
 */
public record Acme(
    String name,
    String email,
    List<String> names,
    Optional<String> webroot,
    Optional<URI> server,
    Optional<String> unit)
    implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,50}");
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}");
  private static final Pattern DNS =
      Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}");

  public Acme {
    Names.matching(NAME, name, "not a name for a certificate: ");
    Names.matching(EMAIL, email, "not an address for mail: ");
    names = List.copyOf(names);
    if (names.isEmpty() || names.size() > 100) {
      throw new IllegalArgumentException("a certificate is for 1 to 100 names");
    }
    names.forEach(one -> Names.matching(DNS, one, "not a public DNS name in lower case: "));
    webroot.ifPresent(Paths::check);
    server.ifPresent(
        uri -> {
          if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not an https URL: " + uri);
          }
        });
    unit.ifPresent(
        one -> {
          if (!Handler.isUnit(one)) {
            throw new IllegalArgumentException("not a unit name: " + Names.shown(one));
          }
        });
  }

  /** The same, proved through a directory that a web server serves. */
  public Acme webroot(String directory) {
    return new Acme(name, email, names, Optional.of(directory), server, unit);
  }

  /** The same from another authority. */
  public Acme from(URI directory) {
    return new Acme(name, email, names, webroot, Optional.of(directory), unit);
  }

  /** The same, after each renewal of which a unit reads its files again. */
  public Acme reloads(String newUnit) {
    return new Acme(name, email, names, webroot, server, Optional.of(newUnit));
  }

  @Override
  public String kind() {
    return "acme certificate";
  }

  private Command command() {
    String live = "/etc/letsencrypt/live/" + name + "/fullchain.pem";
    String check =
        """
        f=%s
        openssl x509 -checkend 0 -noout -in "$f" || exit 1
        has=$(openssl x509 -noout -ext subjectAltName -in "$f" | tr -d ' ' | tr '\\n' ',')
        for n in %s; do
          case $has in *,"DNS:$n",*) ;; *) exit 1 ;; esac
        done
        """
            .formatted(live, String.join(" ", names));
    String get =
        "certbot certonly -n -q --agree-tos --no-eff-email --expand --force-renewal --cert-name "
            + name
            + " --email "
            + Quote.sh(email)
            + webroot.map(path -> " --webroot -w " + Quote.sh(path)).orElse(" --standalone")
            + server.map(uri -> " --server " + Quote.sh(uri.toString())).orElse("")
            + unit.map(
                    one -> " --deploy-hook " + Quote.sh("systemctl try-reload-or-restart " + one))
                .orElse("")
            + names.stream().map(one -> " -d " + one).collect(Collectors.joining());
    return Resources.command("acme-" + name, get).unless(check);
  }

  @Override
  public void ask(Questions questions) {
    command().ask(questions);
  }

  @Override
  public List<Change> changes(Facts facts) {
    return command().changes(facts).stream()
        .map(change -> Change.of(Change.Sign.ADD, this, String.join(", ", names), change.script()))
        .toList();
  }
}
