package org.bbbfleet.alerts.action;

import static org.bbbfleet.alerts.action.HealCase.in;
import static org.bbbfleet.alerts.action.HealCase.when;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealCase.Setting;

/** What is checked before a certificate is renewed or a script of the fleet's is run. */
final class ScriptCases {
  private static final String SCRIPTS = "/usr/local/lib/bbb-fleet/scripts/";
  static final String HEAD = "#!/bin/sh\n# about: x\n";
  static final String GOOD = HEAD + "# timeout: 5\n# destructive: no\n";

  private ScriptCases() {}

  static Stream<HealCase> all() {
    return Stream.of(certificates(), scripts()).flatMap(cases -> cases);
  }

  private static Stream<HealCase> certificates() {
    String path = "file= of $1 is not a path";
    return Stream.of(
            in(
                "renew",
                ends("+5 days"),
                when(
                    "not the name of a certificate",
                    "dry-run renew-certificate a:b",
                    "would renew a:b",
                    certificate("a:b file=/etc/a.pem by=certbot")),
                when(
                    "$1 is not in $LISTS/heal.certificates",
                    "dry-run renew-certificate mail",
                    "file= of mail is not a path",
                    certificate("web file=/etc/a.pem by=certbot")),
                when(
                    path + " if *[!A-Za-z0-9/._@+-]*",
                    "dry-run renew-certificate web",
                    "would renew web",
                    certificate("web file=/etc/a:b.pem by=certbot")),
                when(
                    path + " if */../*",
                    "dry-run renew-certificate web",
                    "would renew web",
                    certificate("web file=/etc/../a.pem by=certbot")),
                when(
                    path,
                    "dry-run renew-certificate web",
                    "would renew web",
                    certificate("web file=etc/a.pem by=certbot")),
                when(
                    "by= of $1 is neither certbot nor a service",
                    "dry-run renew-certificate web",
                    "would renew web by rm",
                    certificate("web file=/etc/a.pem by=rm")),
                when(
                    "reload= or restart= of $1 is not a list of units",
                    "dry-run renew-certificate web",
                    "would then reload a/b.service",
                    certificate("web file=/etc/a.pem by=certbot reload=a/b.service")),
                when(
                    "nothing to do: %s ends %s, in %s days: that is not soon",
                    "dry-run renew-certificate web",
                    "would renew web",
                    certificate("web file=/etc/a.pem by=certbot").and(ends("+50 days")))),
            in(
                "renew_certificate",
                certificate("# none"),
                when(
                    "no certificate is in $LISTS/heal.certificates",
                    "renew-certificate due",
                    "= 3")))
        .flatMap(cases -> cases);
  }

  static Setting certificate(String line) {
    return host -> host.list("certificates", line);
  }

  static Setting ends(String when) {
    return host ->
        host.program("openssl", "date -u -d '" + when + "' '+notAfter=%b %e %H:%M:%S %Y GMT'");
  }

  private static Stream<HealCase> scripts() {
    String timeout = "$script does not say its timeout in seconds, 1 to 240 if ";
    String file = "$script is not a script on this host if ";
    return in(
        "run_script",
        script("who", GOOD),
        when(
            "not the name of a script if [!a-z0-9]*",
            "dry-run run-script .who",
            "would run .who",
            script(".who", GOOD)),
        when(
            "not the name of a script if *[!a-z0-9.-]*",
            "dry-run run-script a_b",
            "would run a_b",
            script("a_b", GOOD)),
        when(
            "not the name of a script if *..*",
            "dry-run run-script a..b",
            "would run a..b",
            script("a..b", GOOD)),
        when(
            "$1 is not in $LISTS/heal.scripts",
            "dry-run run-script who",
            "who has no digest",
            host -> host.list("scripts", "other " + sha256(GOOD))),
        when(
            "$1 has no digest in $LISTS/heal.scripts if *[!0-9a-f]*",
            "dry-run run-script who",
            "is not what was reviewed",
            host -> host.list("scripts", "who anything")),
        when(
            "$1 has no digest in $LISTS/heal.scripts if ''",
            "dry-run run-script who",
            "is not what was reviewed",
            host -> host.list("scripts", "who")),
        when(
            file + "[ -f \"$script\" ]",
            "dry-run run-script who",
            "is not what was reviewed",
            host -> {
              Files.delete(place(host, "who"));
              Files.createDirectory(place(host, "who"));
            }),
        when(
            file + "[ ! -L \"$script\" ]",
            "dry-run run-script who",
            "would run who",
            host -> {
              Files.move(place(host, "who"), place(host, "other"));
              Files.createSymbolicLink(place(host, "who"), Path.of("other"));
            }),
        when(
            file + "[ -x \"$script\" ]",
            "dry-run run-script who",
            "would run who",
            host ->
                Files.setPosixFilePermissions(
                    place(host, "who"), PosixFilePermissions.fromString("rw-------"))),
        when(
            "$script is not what was reviewed",
            "dry-run run-script who",
            "would run who",
            host -> host.list("scripts", "who " + sha256(GOOD + "echo other\n"))),
        headed(timeout + "''", "# destructive: no\n", "above 240 seconds"),
        headed(timeout + "*[!0-9]*", "# timeout: 5 s\n# destructive: no\n", "above 240 seconds"),
        headed(timeout + "0*", "# timeout: 0\n# destructive: no\n", "for 0 s at most"),
        headed(timeout + "????*", "# timeout: 1000\n# destructive: no\n", "above 240 seconds"),
        headed(
            "$script says a timeout above 240 seconds",
            "# timeout: 241\n# destructive: no\n",
            "for 241 s at most"),
        headed(
            "$script does not say whether it is destructive",
            "# timeout: 5\n# destructive: perhaps\n",
            "would run who"),
        when("nothing to do: %s", "run-script who", "= 0", script("who", GOOD + "exit 3\n")));
  }

  private static HealCase headed(String check, String head, String without) {
    return when(check, "dry-run run-script who", without, script("who", HEAD + head));
  }

  static Setting script(String name, String text) {
    return host -> {
      Path file = host.file(SCRIPTS + name, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      host.list("scripts", name + " " + sha256(text));
    };
  }

  private static Path place(HealTwin host, String name) {
    return host.root().resolve(SCRIPTS.substring(1)).resolve(name);
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
