package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import static org.bbbfleet.provisioning.resource.Resources.noLink;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.person;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.sysctl;
import static org.bbbfleet.provisioning.resource.Resources.timer;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.unitFile;
import static org.bbbfleet.provisioning.resource.Resources.user;
import static org.bbbfleet.provisioning.resource.Resources.waitFor;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.signal.Probe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Files, accounts, units and what the kernel is told, on a real Debian host. */
@Tag("system")
@TestMethodOrder(MethodOrderer.Random.class)
final class HostResourcesSystemTest {
  private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "a".repeat(43);
  private static final String OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "b".repeat(43);

  private static LibraryHost host;

  @BeforeAll
  static void up() {
    host = LibraryHost.up("basics");
  }

  @AfterAll
  static void down() {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void aFileComesDriftsAndGoes() {
    HostFile wanted = file("/etc/one.conf", "1\n").mode("0640");
    assertThat(host.apply(wanted)).containsExactly("+ file /etc/one.conf");
    host.on("echo 2 >/etc/one.conf; chmod 0666 /etc/one.conf");
    assertThat(host.apply(wanted))
        .containsExactly("~ file /etc/one.conf   content, mode 0666 → 0640");
    assertThat(host.on("cat /etc/one.conf")).isEqualTo("1");
    assertThat(host.apply(noFile("/etc/one.conf"))).containsExactly("- file /etc/one.conf");
    host.on("ln -s /etc/passwd /etc/one.conf");
    assertThat(host.apply(noFile("/etc/one.conf"))).containsExactly("- file /etc/one.conf   link");
    host.on("test -s /etc/passwd");
  }

  @Test
  void aFileThatIsThereMayBeLeftToOthers() {
    HostFile first = file("/etc/theirs.conf", "first\n").unlessThere();
    assertThat(host.apply(first)).hasSize(1);
    host.on("echo theirs >/etc/theirs.conf");
    assertThat(host.plan(first)).isEmpty();
  }

  @Test
  void aFileLandsOnlyWhenTheWholeConfigurationIsAccepted() {
    // A program whose configuration is only good with at most one default, wherever it stands.
    host.on(
        "mkdir -p /etc/whole.d; rm -f /etc/whole.d/*; echo default >/etc/whole.d/a",
        "printf '#!/bin/sh\\n! cat /etc/whole.d/* | sort | uniq -d | grep .\\n' >/usr/bin/judge",
        "chmod +x /usr/bin/judge");
    HostFile bad = file("/etc/whole.d/b", "default\n").acceptedInPlace("judge", "-t");
    assertThatThrownBy(() -> host.carryOut(bad))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("judge does not accept the configuration with /etc/whole.d/b");
    assertThat(host.lines("ls -A /etc/whole.d")).containsExactly("a");

    assertThat(host.apply(file("/etc/whole.d/b", "other\n").acceptedInPlace("judge"))).hasSize(1);
    assertThatThrownBy(() -> host.carryOut(bad)).isInstanceOf(FleetException.class);
    assertThat(host.on("cat /etc/whole.d/b")).isEqualTo("other");

    Link linked = link("/etc/whole.d/c", "a").acceptedInPlace("judge");
    assertThatThrownBy(() -> host.carryOut(linked)).isInstanceOf(FleetException.class);
    assertThat(host.lines("ls -A /etc/whole.d")).containsExactly("a", "b");
  }

  /** A file that a program judges, and what the program refuses. */
  private static void judged(HostFile good, HostFile bad, String program) {
    assertThat(host.apply(good)).as(program).hasSize(1);
    String before = host.on("sha256sum " + good.name());
    assertThatThrownBy(() -> host.carryOut(bad))
        .as(program)
        .isInstanceOf(FleetException.class)
        .hasMessageContaining(good.name());
    assertThat(host.on("sha256sum " + good.name())).as(program).isEqualTo(before);
    assertThat(host.plan(good)).as(program).isEmpty();
  }

  @Test
  void whatTheRealProgramsRefuseNeverLands() {
    host.on("echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab");
    host.apply(packages("nginx-light", "haproxy", "sudo", "prometheus", "prometheus-alertmanager"));
    Function<String, HostFile> nginx =
        text -> file("/etc/nginx/conf.d/lab.conf", text).acceptedInPlace("nginx", "-t", "-q");
    judged(
        nginx.apply("server { listen 8085; return 204; }\n"),
        nginx.apply("server { listen 8085; retrun 204; }\n"),
        "nginx");
    Function<String, HostFile> haproxy =
        text ->
            file("/etc/haproxy/haproxy.cfg", text).acceptedBy("haproxy", "-c", "-q", "-f", "{}");
    String timeouts = "defaults\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n";
    judged(
        haproxy.apply(timeouts + "listen a\n  mode tcp\n  bind :8086\n"),
        haproxy.apply(timeouts + "listen a\n  mode tcp\n  bnid :8086\n"),
        "haproxy");
    Function<String, HostFile> sudoers =
        text -> file("/etc/sudoers.d/lab", text).mode("0440").acceptedInPlace("visudo", "-c", "-q");
    judged(
        sudoers.apply("nobody ALL=(root) NOPASSWD: /usr/bin/true\n"),
        sudoers.apply("nobody ALL=(root) NOPASSWD /usr/bin/true\n"),
        "visudo");
    Function<String, HostFile> sshd =
        text ->
            file("/etc/ssh/sshd_config.d/lab.conf", text).acceptedInPlace("/usr/sbin/sshd", "-t");
    judged(sshd.apply("MaxAuthTries 5\n"), sshd.apply("MaxAuthTires 5\n"), "sshd");
    Function<String, HostFile> rules =
        text ->
            file("/etc/prometheus/lab.yml", text).acceptedBy("promtool", "check", "rules", "{}");
    String rule = "groups: [{name: g, rules: [{alert: A, expr: \"%s\"}]}]\n";
    judged(
        rules.apply(rule.formatted("up == 0")), rules.apply(rule.formatted("up ==")), "promtool");
    Function<String, HostFile> alerts =
        text ->
            file("/etc/prometheus/alertmanager.yml", text)
                .acceptedBy("amtool", "check-config", "{}");
    judged(
        alerts.apply("route: {receiver: a}\nreceivers: [{name: a}]\n"),
        alerts.apply("route: {receiver: b}\nreceivers: [{name: a}]\n"),
        "amtool");
  }

  @Test
  void aKilledRunLeavesTheOldFileOrTheNew() {
    int kills =
        host.killedAnywhere(
            "rm -rf /srv/kill; mkdir -p /srv/kill; printf 'old\\n' >/srv/kill/f",
            "case $(cat /srv/kill/f) in old | new) ;; *) exit 1 ;; esac",
            file("/srv/kill/f", "new\n").acceptedInPlace("true"));
    assertThat(kills).isGreaterThan(8);
    assertThat(host.lines("ls -A /srv/kill")).as("no litter").containsExactly("f");
  }

  @Test
  void aDirectoryMayHoldOnlyWhatItShall() {
    Directory wanted =
        directory("/etc/ours.d").mode("0750").holdingOnly(List.of("a.conf", "b.conf"));
    assertThat(host.apply(wanted)).containsExactly("+ directory /etc/ours.d");
    host.on("cd /etc/ours.d; touch a.conf 'o l$(d)' .hidden; mkdir -p sub/x; chmod 0755 .");
    assertThat(host.apply(wanted))
        .containsExactly(
            "~ directory /etc/ours.d   mode 0755 → 0750, without .hidden, o l$(d), sub");
    assertThat(host.lines("ls -A /etc/ours.d")).containsExactly("a.conf");

    assertThatThrownBy(() -> host.carryOut(wanted.absent())).hasMessageContaining("not empty");
    assertThat(host.apply(wanted.absentWithContents()))
        .containsExactly("- directory /etc/ours.d   with all that it holds");
    assertThat(host.apply(directory("/srv/empty"))).hasSize(1);
    assertThat(host.apply(directory("/srv/empty").absent())).hasSize(1);
  }

  @Test
  void aLinkIsSwitchedAndNeverReplacesWhatIsNone() {
    assertThat(host.apply(link("/etc/here", "/etc/passwd")))
        .containsExactly("+ link /etc/here   → /etc/passwd");
    host.on("ln -sfT '/a b' /etc/here");
    assertThat(host.apply(link("/etc/here", "passwd")))
        .containsExactly("~ link /etc/here   /a b → passwd");
    assertThat(host.apply(noLink("/etc/here"))).containsExactly("- link /etc/here   → passwd");
    host.on("echo x >/etc/here");
    assertThatThrownBy(() -> host.plan(link("/etc/here", "passwd")))
        .hasMessageContaining("/etc/here is a file, not a link");
    host.on("rm /etc/here");
    assertThat(
            host.killedAnywhere(
                "mkdir -p /srv/lk; ln -sfT old /srv/lk/l",
                "case $(readlink /srv/lk/l) in old | new) ;; *) exit 1 ;; esac",
                link("/srv/lk/l", "new")))
        .isGreaterThan(4);
    assertThat(host.lines("ls -A /srv/lk")).containsExactly("l");
  }

  @Test
  void aPersonComesDriftsIsLockedAndGoes() {
    User anna = person("anna").shell("/bin/sh").inGroups("adm");
    assertThat(host.apply(group("media"), anna))
        .containsExactly("+ group media", "+ user anna   person, in adm");
    assertThat(host.on("stat -c '%U %a' /home/anna")).isEqualTo("anna 700");
    host.on("usermod -s /bin/bash -G audio -d /srv/anna anna; echo anna:secret | chpasswd");
    assertThat(host.apply(anna))
        .containsExactly(
            "~ user anna   home /srv/anna → /home/anna, shell /bin/bash → /bin/sh, joins adm");
    assertThat(host.on("id -Gn anna")).isEqualTo("anna adm audio");
    assertThat(host.apply(anna.inGroupsOnly("media")))
        .containsExactly("~ user anna   joins media, leaves adm,audio");
    host.on("rm -r /home/anna");
    assertThat(host.apply(anna)).containsExactly("~ user anna   makes /home/anna, joins adm");

    assertThat(host.apply(anna.locked())).containsExactly("~ user anna   lock");
    host.on("! su anna -c true");
    assertThat(host.apply(anna)).containsExactly("~ user anna   unlock");
    host.on("su anna -c true; getent shadow anna | grep -q '^anna:[$]y'");

    assertThatThrownBy(() -> host.plan(anna.number(4321))).hasMessageContaining("not 4321");
    assertThat(host.apply(anna.absent(), group("media").absent()))
        .containsExactly("- user anna   its home stays", "- group media");
    host.on("test -d /home/anna");
    User other = person("other").number(4321);
    host.apply(other);
    assertThat(host.on("id -u other")).isEqualTo("4321");
    assertThat(host.apply(other.absentWithHome())).containsExactly("- user other   and its home");
    host.on("! test -e /home/other");
  }

  @Test
  void aKilledRunLeavesNoHalfAUser() {
    assertThat(
            host.killedAnywhere(
                "userdel kim 2>/dev/null || groupdel kim 2>/dev/null || :; rm -rf /home/kim",
                "[ ! -e /home/kim ] || [ \"$(stat -c '%U %a' /home/kim)\" = 'kim 700' ]",
                person("kim")))
        .isGreaterThan(3);
    host.on("ls -A /home | grep -q . && ! ls -A /home | grep fleet");
  }

  @Test
  void aServicesUserCanNotLogIn() {
    User wanted = user("svc", "/var/lib/svc");
    assertThat(host.apply(wanted)).containsExactly("+ user svc   system user");
    host.on("! test -e /var/lib/svc; usermod -s /bin/sh svc");
    assertThat(host.apply(wanted))
        .containsExactly("~ user svc   shell /bin/sh → /usr/sbin/nologin");
    host.apply(wanted.absent());
  }

  @Test
  void aKeyIsReplacedAndOtherLinesStay() {
    AuthorizedKey forced = authorizedKey("bob", KEY).forOnly("/usr/bin/x");
    host.apply(person("bob"));
    host.on(
        "mkdir -p /home/bob/.ssh; echo '# mine' >/home/bob/.ssh/authorized_keys; chown -R bob:"
            + " /home/bob/.ssh");
    assertThat(host.apply(forced)).containsExactly("+ authorized key bob: /usr/bin/x");
    assertThat(host.on("tail -n 1 /home/bob/.ssh/authorized_keys"))
        .isEqualTo("restrict,command=\"/usr/bin/x\" " + KEY + " bbb-fleet");
    assertThat(host.on("stat -c '%U %a' /home/bob/.ssh/authorized_keys")).isEqualTo("bob 600");

    assertThat(host.apply(authorizedKey("bob", OTHER).forOnly("/usr/bin/x")))
        .containsExactly("~ authorized key bob: /usr/bin/x   replaces 1 of an earlier key");
    host.apply(forced);
    // The same key without its bonds would be a way round them.
    host.on("cd /home/bob/.ssh; echo '" + KEY + " bob' >>authorized_keys; chmod g+w . *");
    assertThat(host.apply(forced).get(0))
        .endsWith("replaces 1 of an earlier key, others may write the file");
    assertThat(host.on("wc -l </home/bob/.ssh/authorized_keys")).isEqualTo("2");

    AuthorizedKey plain = authorizedKey("bob", OTHER + " bob@laptop");
    assertThat(host.apply(plain)).hasSize(1);
    assertThat(host.apply(plain.absent(), forced.absent())).hasSize(2);
    assertThat(host.on("cat /home/bob/.ssh/authorized_keys")).isEqualTo("# mine");
  }

  @Test
  void aUserCanNotMakeRootWriteElsewhere() {
    host.apply(person("eve"));
    host.on(
        "mkdir -p /home/eve/.ssh; ln -sfT /etc/eve-target /home/eve/.ssh/authorized_keys",
        "echo precious >/etc/eve-target; chown -R eve: /home/eve/.ssh");
    assertThatThrownBy(() -> host.carryOut(authorizedKey("eve", KEY)))
        .isInstanceOf(FleetException.class);
    host.on("rm -r /home/eve/.ssh; ln -sfT /etc /home/eve/.ssh; chown -h eve: /home/eve/.ssh");
    assertThatThrownBy(() -> host.carryOut(authorizedKey("eve", KEY)))
        .isInstanceOf(FleetException.class);
    assertThat(host.on("cat /etc/eve-target; ls /etc/authorized_keys 2>&1 || :"))
        .startsWith("precious")
        .contains("No such file");
    host.on(
        "rm /home/eve/.ssh; su eve -s /bin/sh -c 'cd; mkdir .ssh; mkfifo .ssh/authorized_keys'");
    assertThat(host.plan(authorizedKey("eve", KEY))).hasSize(1);
  }

  @Test
  void aUnitIsBroughtIntoEachState() {
    HostFile text =
        unitFile(
            "sleeper.service",
            "[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n");
    Unit sleeper = unit("sleeper.service");
    assertThat(host.apply(text, sleeper))
        .last()
        .isEqualTo("+ unit sleeper.service   enable, start");
    host.on("systemctl -q disable --now sleeper");
    assertThat(host.apply(sleeper)).containsExactly("~ unit sleeper.service   enable, start");
    assertThat(host.apply(sleeper.disabled())).containsExactly("~ unit sleeper.service   disable");
    assertThat(host.on("systemctl is-active sleeper")).isEqualTo("active");
    assertThat(host.apply(sleeper.enabled())).containsExactly("~ unit sleeper.service   enable");
    assertThat(host.apply(sleeper.stopped()))
        .containsExactly("~ unit sleeper.service   stop, disable");
    assertThat(host.plan(unit("nobody.service").stopped())).isEmpty();

    Unit masked = unit("nobody.service").masked();
    assertThat(host.apply(masked)).containsExactly("~ unit nobody.service   mask");
    host.on("! systemctl start nobody.service; systemctl -q unmask nobody.service");
    assertThat(host.apply(masked)).hasSize(1);

    DropIn nice = dropIn("sleeper.service", "nice", "[Service]\nNice=5\n");
    DropIn after = nice.then(restart("sleeper.service"));
    assertThat(host.apply(sleeper, after)).hasSize(2);
    assertThat(host.on("systemctl show -p Nice --value sleeper")).isEqualTo("5");
    host.on("echo '[Service]' >/etc/systemd/system/sleeper.service.d/nice.conf");
    assertThat(host.apply(after)).containsExactly("~ drop-in sleeper.service nice   content");
    host.on("touch -d tomorrow /etc/systemd/system/sleeper.service.d/nice.conf");
    assertThat(host.apply(after))
        .containsExactly("~ drop-in sleeper.service nice   changed on disk");
    assertThat(host.apply(after.absent())).containsExactly("- drop-in sleeper.service nice");
    assertThat(host.on("systemctl show -p Nice --value sleeper")).isEqualTo("0");
    host.apply(sleeper.stopped());
  }

  @Test
  void aTimerRunsItsCommand() {
    Timer wanted =
        timer("ticker", "*-*-* 03:00", "/usr/bin/touch", "/run/tick $HOME%h \"'\\").as("root");
    assertThat(host.apply(wanted)).containsExactly("+ timer ticker   *-*-* 03:00");
    host.on("systemctl start ticker.service; test -e \"/run/tick \\$HOME%h \\\"'\\\\\"");
    assertThat(host.on("systemctl is-enabled ticker.timer; systemctl is-active ticker.timer"))
        .isEqualTo("enabled\nactive");

    host.on("systemctl -q disable --now ticker.timer; echo >/etc/systemd/system/ticker.service");
    assertThat(host.apply(wanted).get(0))
        .isEqualTo("~ timer ticker   service: content, enable, start");
    assertThat(host.apply(timer("ticker", "hourly", "/usr/bin/touch", "/run/tick")).get(0))
        .startsWith("~ timer ticker   service: content, timer: content");
    assertThat(host.on("systemctl list-timers --all ticker.timer --no-legend | wc -l"))
        .isEqualTo("1");

    assertThatThrownBy(() -> host.carryOut(timer("ticker", "at noon", "/bin/true")))
        .isInstanceOf(FleetException.class);
    assertThat(host.on("grep OnCalendar /etc/systemd/system/ticker.timer"))
        .isEqualTo("OnCalendar=hourly");
    assertThat(host.apply(wanted.absent())).containsExactly("- timer ticker");
    host.on("! systemctl cat ticker.timer 2>/dev/null; ! systemctl cat ticker.service 2>/dev/null");
  }

  @Test
  void aKernelParameterIsInForceNowAndLater() {
    Sysctl wanted =
        sysctl("lib")
            .set("net.ipv4.ip_local_port_range", "20000 60000")
            .set("net.ipv4.conf.lo.rp_filter", "2");
    assertThat(host.apply(wanted).get(0))
        .startsWith("+ sysctl lib   net.ipv4.conf.lo.rp_filter ")
        .contains(" → 2, net.ipv4.ip_local_port_range ")
        .endsWith(" → 20000 60000");
    host.on("echo 1 >/proc/sys/net/ipv4/conf/lo/rp_filter");
    assertThat(host.apply(wanted))
        .containsExactly("~ sysctl lib   net.ipv4.conf.lo.rp_filter 1 → 2");
    host.on("rm /etc/sysctl.d/60-bbb-fleet-lib.conf");
    assertThat(host.apply(wanted)).containsExactly("+ sysctl lib   for the next boot");
    host.on(
        "echo 1 >/proc/sys/net/ipv4/conf/lo/rp_filter",
        "sysctl -q -p /etc/sysctl.d/60-bbb-fleet-lib.conf");
    assertThat(host.plan(wanted)).as("the file alone brings it back").isEmpty();

    Sysctl refused = wanted.set("net.ipv4.conf.lo.rp_filter", "1").set("net.ipv4.tcp_rmem", "x");
    assertThatThrownBy(() -> host.carryOut(refused)).hasMessageContaining("the kernel refuses x");
    assertThat(host.plan(wanted)).as("what was set before it is as it was").isEmpty();
    assertThatThrownBy(() -> host.carryOut(wanted.set("net.none.such", "1")))
        .hasMessageContaining("this kernel has no /proc/sys/net/none/such");
    assertThat(host.apply(wanted.absent())).containsExactly("- sysctl lib");
    assertThat(
            host.killedAnywhere(
                "rm -f /etc/sysctl.d/60*; echo 1 >/proc/sys/net/ipv4/conf/lo/rp_filter",
                "[ ! -e /etc/sysctl.d/60-bbb-fleet-lib.conf ]"
                    + " || [ \"$(cat /proc/sys/net/ipv4/conf/lo/rp_filter)\" = 2 ]",
                sysctl("lib").set("net.ipv4.conf.lo.rp_filter", "2")))
        .isGreaterThan(8);
  }

  @Test
  void aFileSystemIsMountedNowAndLater() {
    Mount wanted = mount("/mnt/tmp", "tmpfs", "tmpfs").options("size=1m", "nosuid");
    assertThat(host.apply(wanted)).containsExactly("+ mount /mnt/tmp   mount, write to fstab");
    host.on("umount /mnt/tmp; printf '# a comment\\n/x /y z defaults 0 0' >>/etc/fstab");
    assertThat(host.apply(wanted)).containsExactly("+ mount /mnt/tmp   mount");
    host.on("mount -o remount,suid tmpfs /mnt/tmp");
    assertThat(host.apply(wanted)).containsExactly("~ mount /mnt/tmp   is not nosuid");
    assertThat(host.apply(wanted.options("size=2m", "nosuid")).get(0)).contains("fstab: ");
    assertThat(host.on("stat -f -c '%b %S' /mnt/tmp")).isEqualTo("512 4096");

    Mount bound = mount("/mnt/bound", "/etc", "none").options("bind", "ro");
    assertThat(host.apply(bound)).hasSize(1);
    host.on("test -s /mnt/bound/passwd; ! touch /mnt/bound/x 2>/dev/null");
    host.on("umount /mnt/bound; mount --bind /usr /mnt/bound");
    assertThat(host.apply(bound))
        .containsExactly("~ mount /mnt/bound   something else is mounted there, mount");
    assertThat(host.apply(wanted.absent(), bound.absent())).hasSize(2);
    assertThat(host.on("grep -c mnt /etc/fstab /proc/mounts || :"))
        .isEqualTo("/etc/fstab:0\n/proc/mounts:0");
    assertThat(host.lines("cat /etc/fstab")).contains("# a comment", "/x /y z defaults 0 0");

    assertThat(
            host.killedAnywhere(
                "! mountpoint -q /mnt/k || umount /mnt/k; sed -i '\\,/mnt/k,d' /etc/fstab",
                "! grep -q /mnt/k /etc/fstab || mountpoint -q /mnt/k",
                mount("/mnt/k", "tmpfs", "tmpfs")))
        .isGreaterThan(8);
    assertThat(host.lines("ls -A /etc | grep fleet || :")).doesNotContain(".fleet");
    host.apply(mount("/mnt/k", "tmpfs", "tmpfs").absent());
    assertThatThrownBy(() -> host.carryOut(mount("/mnt/no", "/dev/none", "ext4")))
        .isInstanceOf(FleetException.class);
    assertThat(host.on("grep -c /mnt/no /etc/fstab || :")).isEqualTo("0");
  }

  @Test
  void aJobOfCronsIsAFile() {
    Cron wanted = cron("clean", "17 3 * * mon-fri", "root", "date +%F >/run/clean");
    assertThat(host.apply(wanted)).containsExactly("+ cron clean");
    assertThat(host.lines("cat /etc/cron.d/bbb-fleet-clean"))
        .contains("17 3 * * mon-fri root date +\\%F >/run/clean");
    host.on("chmod g+w /etc/cron.d/bbb-fleet-clean");
    assertThat(host.apply(wanted)).containsExactly("~ cron clean   mode 0664 → 0644");
    assertThat(host.apply(noCron("clean"))).containsExactly("- cron clean");
  }

  @Test
  void whatComesNextWaitsForASign() {
    HostFile late =
        unitFile(
            "late.service",
            "[Service]\nExecStart=/bin/bash -c 'sleep 1; touch /run/late-up; exec sleep 1000'\n");
    Wait port = waitFor(new Probe.Port(22));
    Wait page = waitFor(new Probe.Page(1, "/")).atMost(Duration.ofSeconds(1));
    assertThat(host.plan(port)).isEmpty();
    assertThat(host.plan(page)).containsExactly("! wait page :1/   does not answer; at most 1 s");
    assertThatThrownBy(() -> host.carryOut(page)).hasMessageContaining("not well after 1 s");
    assertThat(host.plan(waitFor(new Probe.Collector(1, "bbb"))).get(0))
        .contains("collector bbb   has not yet succeeded");

    Wait runs = waitFor(new Probe.Running("late.service"));
    assertThat(host.plan(runs).get(0)).startsWith("! wait unit late.service   is inactive");
    assertThat(host.plan(late, port)).as("what changed before it may have disturbed it").hasSize(2);
    host.apply(late, unit("late.service"), runs);
    host.apply(unit("late.service").stopped(), noFile("/etc/systemd/system/late.service"));
  }
}
