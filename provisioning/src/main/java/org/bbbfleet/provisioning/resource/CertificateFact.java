package org.bbbfleet.provisioning.resource;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Question;

/**
 * What is behind a link.
 *
 * @param key owner, group and mode of the key
 * @param whole whether nobody changed the files
 */
record CertificateFact(String key, boolean whole, Optional<X509Certificate> certificate) {
  /** What is behind a certificate's link; the key itself is not asked for. */
  record Look(String link) implements Question<CertificateFact> {
    @Override
    public String script() {
      return """
          cd %s || exit 1
          stat -c '%%U:%%G %%a' privkey.pem || echo
          if sha256sum -c --status sums; then echo whole; else echo changed; fi
          head -c 16384 fullchain.pem
          """
          .formatted(Quote.sh(link));
    }

    @Override
    public CertificateFact read(Answer answer) {
      List<String> lines = answer.lines();
      if (lines.size() < 3) {
        return new CertificateFact("missing", false, Optional.empty());
      }
      boolean whole = lines.get(1).equals("whole");
      try {
        String pem = String.join("\n", lines.subList(2, lines.size())) + "\n";
        return new CertificateFact(lines.get(0), whole, Optional.of(Authority.certificate(pem)));
      } catch (GeneralSecurityException e) {
        return new CertificateFact(lines.get(0), false, Optional.empty());
      }
    }
  }
}
