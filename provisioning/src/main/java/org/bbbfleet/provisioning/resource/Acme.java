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
 * /etc/letsencrypt/live/<name>}. It is got when it is not there, has ended, lacks a name or is not
 * what certbot would renew as it is said here; before its end certbot's own timer renews it and
 * reloads the unit that uses it. What is there stays until another has been got. Needs the packages
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
  private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
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

  private String authority() {
    return server.map(URI::toString).orElse(LETS_ENCRYPT);
  }

  // How it is renewed stands in a file of certbot's; its lines are as certbot 1 to 2 writes them.
  private String check() {
    return """
        f=/etc/letsencrypt/live/%1$s/fullchain.pem
        c=/etc/letsencrypt/renewal/%1$s.conf
        openssl x509 -checkend 0 -noout -in "$f" || exit 1
        has=$(openssl x509 -noout -ext subjectAltName -in "$f" | tr -d ' ' | tr '\\n' ',')
        for n in %2$s; do
          case $has in *,"DNS:$n",*) ;; *) exit 1 ;; esac
        done
        [ -h "$f" ] && grep -qxF -e 'server = '%3$s "$c" && grep -qx 'authenticator = %4$s' "$c" || exit 1
        """
            .formatted(
                name,
                String.join(" ", names),
                Quote.sh(authority()),
                webroot.isPresent() ? "webroot" : "standalone")
        + webroot
            .map(path -> "grep -qxF -e 'webroot_path = '" + Quote.sh(path) + ", \"$c\" || exit 1\n")
            .orElse("")
        + unit.map(one -> "grep -qF -e '_hook = " + hook(one) + "' \"$c\" || exit 1\n").orElse("");
  }

  private static String hook(String unit) {
    return "systemctl try-reload-or-restart " + unit;
  }

  private String certbot() {
    return "certbot certonly -n --agree-tos --no-eff-email --expand --force-renewal --cert-name "
        + name
        + " --email "
        + Quote.sh(email)
        + webroot.map(path -> " --webroot -w " + Quote.sh(path)).orElse(" --standalone")
        + " --server "
        + Quote.sh(authority())
        + unit.map(one -> " --deploy-hook " + Quote.sh(hook(one))).orElse("")
        + names.stream().map(one -> " -d " + one).collect(Collectors.joining());
  }

  private Command command() {
    // Where certbot does not take what is there for its own, it would make another beside it,
    // NAME-0001.
    String get =
        """
        cd /etc/letsencrypt
        parts='live/%1$s archive/%1$s renewal/%1$s.conf'
        back() {
          for old in .%1$s.??????; do
            for p in $parts; do
              [ ! -e "$old/$p" ] || { rm -rf -- "$p"; mv -- "$old/$p" "$p"; }
            done
            rm -rf -- "$old"
          done
        }
        back
        own=yes
        [ -f renewal/%1$s.conf ] || own=
        for p in cert chain fullchain privkey; do
          [ -h live/%1$s/$p.pem ] && [ -e live/%1$s/$p.pem ] || own=
        done
        if [ -z "$own" ]; then
          old=$(mktemp -d .%1$s.XXXXXX)
          mkdir "$old/live" "$old/archive" "$old/renewal"
          for p in $parts; do
            [ ! -e "$p" ] || mv -- "$p" "$old/$p"
          done
        fi
        if said=$(%2$s 2>&1); then
          rm -rf -- .%1$s.??????
        else
          s=$?
          for p in $parts; do
            [ -n "$own" ] || rm -rf -- "$p"
          done
          back
          printf '%%s\\n' "$said" | grep -v -e '^ *$' -e '^- - ' -e '^Saving debug log' -e '^Ask for help'
          exit $s
        fi
        """
            .formatted(name, certbot());
    return Resources.command("acme-" + name, get).unless(check());
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
