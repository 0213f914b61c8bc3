package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bbbfleet.provisioning.resource.Resources.authorizedKey;
import static org.bbbfleet.provisioning.resource.Resources.cron;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.dropIn;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.group;
import static org.bbbfleet.provisioning.resource.Resources.link;
import static org.bbbfleet.provisioning.resource.Resources.mount;
import static org.bbbfleet.provisioning.resource.Resources.noCron;
import static org.bbbfleet.provisioning.resource.Resources.noFile;
import static org.bbbfleet.provisioning.resource.Resources.noRepository;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.person;
import static org.bbbfleet.provisioning.resource.Resources.repository;
import static org.bbbfleet.provisioning.resource.Resources.sysctl;
import static org.bbbfleet.provisioning.resource.Resources.timer;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.user;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bbbfleet.provisioning.signal.Probe;
import org.junit.jupiter.api.Test;

/** What inventories may hold comes into no command and no system file but as what it is. */
class HostileNamesTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          "-x",
          "a b",
          "a\nb",
          "a\u0000b",
          "$(id)",
          "a;id",
          "a'b",
          "a\"b",
          "`id`",
          "../etc",
          "a/../b",
          "a:b",
          "a|b",
          "a\u2028b");
  private static final String KEY =
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n=AAAA\n-----END PGP PUBLIC KEY BLOCK-----\n";
  private static final String PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "a".repeat(43);

  private static Map<String, Function<String, Object>> places() {
    Map<String, Function<String, Object>> places = new LinkedHashMap<>();
    places.put("user", bad -> user(bad, "/h"));
    places.put("person", bad -> person(bad));
    places.put("group", bad -> group(bad));
    places.put("groups of a user", bad -> person("x").inGroups(bad));
    places.put("home", bad -> person("x").home(bad));
    places.put("shell", bad -> person("x").shell(bad));
    places.put("owner", bad -> file("/x", "").owner(bad));
    places.put("group of a file", bad -> file("/x", "").group(bad));
    places.put("mode", bad -> file("/x", "").mode(bad));
    places.put("path", bad -> noFile(bad));
    places.put("directory", bad -> directory(bad));
    places.put("owner of a directory", bad -> directory("/x").owner(bad));
    places.put("entry of a directory", bad -> directory("/x").holdingOnly(List.of(bad)));
    places.put("link", bad -> link(bad, "/x"));
    places.put("unit", bad -> unit(bad.equals("a:b") ? "" : bad));
    places.put("unit of a drop-in", bad -> dropIn(bad.equals("a:b") ? "" : bad, "x", ""));
    places.put("drop-in", bad -> dropIn("x.service", bad, ""));
    places.put("timer", bad -> timer(bad, "daily", "/bin/true"));
    places.put("program of a timer", bad -> timer("x", "daily", bad));
    places.put("user of a timer", bad -> timer("x", "daily", "/bin/true").as(bad));
    places.put("cron", bad -> noCron(bad));
    places.put("schedule", bad -> cron("x", bad, "root", "true"));
    places.put("user of a job", bad -> cron("x", "@daily", bad, "true"));
    places.put("set of parameters", bad -> sysctl(bad));
    places.put("parameter", bad -> sysctl("x").set(bad, "1"));
    places.put("mount", bad -> mount(bad, "tmpfs", "tmpfs"));
    places.put("type of a mount", bad -> mount("/x", "tmpfs", bad));
    places.put("package", bad -> packages(bad));
    places.put("version", bad -> packages("x").version(bad.equals("a:b") ? "" : bad));
    places.put("repository", bad -> noRepository(bad));
    places.put("URL", bad -> repository("x", bad, KEY, "s", "main"));
    places.put("suite", bad -> repository("x", "https://x/y", KEY, bad, "main"));
    places.put("component", bad -> repository("x", "https://x/y", KEY, "s", bad));
    places.put("key of a repository", bad -> repository("x", "https://x/y", bad, "s", "main"));
    places.put("user of a key", bad -> authorizedKey(bad, PUBLIC));
    places.put("key", bad -> authorizedKey("x", bad));
    places.put("command of a key", bad -> authorizedKey("x", PUBLIC).forOnly(bad));
    places.put("page", bad -> new Probe.Page(80, bad));
    places.put("collector", bad -> new Probe.Collector(80, bad));
    return places;
  }

  @Test
  void areRefusedWhereverTheyStand() {
    places()
        .forEach(
            (place, make) -> {
              for (String bad : HOSTILE) {
                assertThatIllegalArgumentException()
                    .as("%s: <%s>", place, bad)
                    .isThrownBy(() -> make.apply(bad))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
              }
            });
  }

  @Test
  void optionsOfAMountHoldNoSecretsAndNothingElseThanOptions() {
    for (String bad : List.of("a,b", "a b", "-o", "password=x", "PASS=x", "x;y")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> mount("/x", "tmpfs", "tmpfs").options(bad));
    }
    mount("/x", "//files/share", "cifs").options("credentials=/etc/x", "uid=5", "_netdev");
    mount("/x", "[2001:db8::1]:/export", "nfs4").options("rw", "x-systemd.mount-timeout=5s");
  }

  @Test
  void aUrlHoldsNoPassword() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository("x", "https://me:secret@x/y", KEY, "s", "main"))
        .withMessageNotContaining("secret");
  }

  @Test
  void aScheduleIsOneThatCronUnderstands() {
    for (String good :
        List.of("@reboot", "* * * * *", "*/5 0-6/2,12 1 jan-mar 0,sun", "59 23 31 12 7")) {
      cron("x", good, "root", "true");
    }
    for (String bad :
        List.of(
            "@secondly",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "5-1 * * * *",
            "*/0 * * * *",
            "jan * * * *",
            "* * * mon *",
            "1,,2 * * * *")) {
      assertThatIllegalArgumentException().as(bad).isThrownBy(() -> cron("x", bad, "root", "true"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> cron("x", "@daily", "root", "a\nb"));
  }

  @Test
  void numbersOfUsersAreNotThoseOfRootOrNobody() {
    for (int bad : new int[] {-1, 0, 65534, 65535, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException().isThrownBy(() -> person("x").number(bad));
      assertThatIllegalArgumentException().isThrownBy(() -> group("x").number(bad));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> person("root"));
  }
}
