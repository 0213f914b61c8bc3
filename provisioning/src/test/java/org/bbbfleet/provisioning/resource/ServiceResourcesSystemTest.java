package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.provisioning.resource.Resources.archive;
import static org.bbbfleet.provisioning.resource.Resources.certificate;
import static org.bbbfleet.provisioning.resource.Resources.command;
import static org.bbbfleet.provisioning.resource.Resources.container;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.firewall;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.port;
import static org.bbbfleet.provisioning.resource.Resources.postgresDatabase;
import static org.bbbfleet.provisioning.resource.Resources.postgresExtension;
import static org.bbbfleet.provisioning.resource.Resources.postgresRole;
import static org.bbbfleet.provisioning.resource.Resources.tcp;
import static org.bbbfleet.provisioning.resource.Resources.udp;
import static org.bbbfleet.provisioning.resource.Resources.unitFile;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.lab.packages.Command.Output;
import org.bbbfleet.provisioning.resource.PostgresDatabase.Privilege;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Archives, commands, containers, databases, certificates and ports on a real Debian host. */
@Tag("system")
@TestMethodOrder(MethodOrderer.Random.class)
final class ServiceResourcesSystemTest {
  @TempDir static Path directory;
  private static LibraryHost host;

  @BeforeAll
  static void up() {
    host = LibraryHost.up("library");
    // Throw-away hosts need not wait for their disk after each package, and apt is asked once.
    host.on("echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/lab");
    // Containers in a container: control groups must be writable.
    host.apply(
        directory("/etc/systemd/system/docker.service.d"),
        file(
            "/etc/systemd/system/docker.service.d/lab.conf",
            "[Service]\nExecStartPre=/bin/sh -c \"for c in /sys/fs/cgroup /sys/fs/cgroup/*;"
                + " do mount -o remount,rw,bind $$c || true; done\"\n"),
        packages("docker.io", "nftables", "postgresql", "ufw"));
  }

  @AfterAll
  static void down() {
    if (host != null) {
      host.close();
    }
  }

  /** An archive made by tar here, whose single directory holds a file with this text. */
  private static Artifact packed(String name, String text) throws IOException {
    Path tree = Files.createDirectories(directory.resolve(name + ".d/" + name + "-1/bin"));
    Files.writeString(tree.resolve("run"), text);
    return tar(name, directory.resolve(name + ".d"), ".");
  }

  private static Artifact tar(String name, Path in, String... options) {
    Path file = directory.resolve(name + ".tar.gz");
    String[] line = new String[options.length + 5];
    line[0] = "tar";
    line[1] = "-czPf";
    line[2] = file.toString();
    line[3] = "-C";
    line[4] = in.toString();
    System.arraycopy(options, 0, line, 5, options.length);
    Output output = org.bbbfleet.lab.packages.Command.of(line).run();
    assertThat(output.ok()).as(output.tail()).isTrue();
    return Artifact.of(file);
  }

  @Test
  void anArchiveIsUnpackedUnderItsHashAndTheLinkSwitched() throws IOException {
    Archive one = archive("/opt/lib/tool", packed("one", "1"));
    assertThat(host.apply(one)).hasSize(1).first().asString().startsWith("+ archive /opt/lib/tool");
    assertThat(host.on("cat /opt/lib/tool/bin/run")).isEqualTo("1");
    assertThat(host.on("stat -c '%U %a' /opt/lib/tool/bin/run")).isEqualTo("root 644");

    Archive two = archive("/opt/lib/tool", packed("two", "2"));
    assertThat(host.apply(two).get(0)).startsWith("~ archive /opt/lib/tool   two.tar.gz ");
    assertThat(host.apply(archive("/opt/lib/tool", packed("three", "3")))).hasSize(1);
    assertThat(host.lines("ls -A /opt/lib/tool.unpacked")).as("the one before stays").hasSize(2);

    host.on(
        "ln -sfT /etc /opt/lib/tool; rm -r /opt/lib/tool.unpacked/"
            + two.sha256().substring(0, 16));
    assertThat(host.apply(two)).hasSize(1);
    assertThat(host.on("cat /opt/lib/tool/bin/run")).isEqualTo("2");

    assertThat(host.apply(two.absent())).containsExactly("- archive /opt/lib/tool");
    assertThat(host.on("ls -A /opt/lib")).isEmpty();
  }

  @Test
  void aHostFetchesAnArchiveByItselfAndUsesItOnlyWithItsHash() throws Exception {
    Artifact good = packed("fetched", "f");
    HttpServer server = HttpServer.create(new InetSocketAddress(host.lab().gateway(), 0), 0);
    byte[] bytes = Files.readAllBytes(good.file());
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      URI url =
          URI.create(
              "http://%s:%d/a/tool.tar.gz"
                  .formatted(host.lab().gateway(), server.getAddress().getPort()));
      assertThat(host.apply(archive("/opt/fetched", url, good.sha256()))).hasSize(1);
      assertThat(host.on("cat /opt/fetched/bin/run")).isEqualTo("f");

      Archive other = archive("/opt/fetched", url, "0".repeat(64));
      assertThatThrownBy(() -> host.carryOut(other)).isInstanceOf(FleetException.class);
      assertThat(host.on("cat /opt/fetched/bin/run")).isEqualTo("f");
      assertThat(host.lines("ls -A /opt/fetched.unpacked")).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anArchiveNeverReachesOutOfItsDirectory() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("hostile"));
    Files.writeString(tree.resolve("a"), "x");
    for (String rename : new String[] {"s,^a,../../../tmp/escaped,", "s,^a,/tmp/escaped,"}) {
      Archive hostile = archive("/opt/hostile", tar("hostile", tree, "--transform", rename, "a"));
      assertThatThrownBy(() -> host.carryOut(hostile)).hasMessageContaining("reach out");
    }
    // A link out of the archive, and a file behind it.
    Path first = Files.createDirectories(directory.resolve("first"));
    Files.createSymbolicLink(first.resolve("a"), Path.of("/tmp"));
    Path second = Files.createDirectories(directory.resolve("second/a"));
    Files.writeString(second.resolve("escaped"), "x");
    Archive linked =
        archive(
            "/opt/hostile",
            tar("linked", first, "a", "-C", directory.resolve("second").toString(), "a/escaped"));
    assertThatThrownBy(() -> host.carryOut(linked)).isInstanceOf(FleetException.class);
    assertThat(host.on("ls /tmp | grep -c escaped || :; ls -d /opt/hostile || :")).isEqualTo("0");
  }

  @Test
  void anArchiveIsWholeOrNotThereWhereverTheRunIsKilled() throws IOException {
    Archive old = archive("/opt/killed", packed("old", "old"));
    Archive wanted = archive("/opt/killed", packed("new", "new"));
    int kills =
        host.killedAnywhere(
            "rm -rf /opt/killed /opt/killed.unpacked",
            "[ ! -e /opt/killed ] || [ \"$(cat /opt/killed/bin/run)\" = new ]",
            wanted);
    assertThat(host.lines("ls -A /opt/killed.unpacked")).hasSize(1);
    assertThat(kills).isGreaterThan(8);
    host.apply(old);
    host.apply(old.absent());
  }

  @Test
  void aCommandRunsUntilItIsDoneAndNotAgain() {
    Command creates = command("make-it", "echo x >>/root/made").creates("/root/made");
    assertThat(host.apply(creates)).containsExactly("! command make-it   makes /root/made");
    assertThat(host.apply(creates)).isEmpty();
    host.on("rm /root/made");
    assertThat(host.apply(creates)).hasSize(1);

    Command unless =
        command("as-nobody", "id -un >/tmp/who")
            .unless("[ \"$(cat /tmp/who)\" = nobody ]")
            .as("nobody");
    assertThat(host.apply(unless)).hasSize(1);
    assertThat(host.on("cat /tmp/who")).isEqualTo("nobody");
    host.on("echo root >/tmp/who");
    assertThat(host.apply(unless)).hasSize(1);

    Command once = command("migrate", "echo 1 >>/root/migrated").onceForThisScript();
    assertThat(host.apply(once)).hasSize(1);
    assertThat(host.apply(once)).isEmpty();
    assertThat(host.apply(command("migrate", "echo 2 >>/root/migrated").onceForThisScript()))
        .containsExactly("! command migrate   changed since it last ran");
    assertThat(host.on("cat /root/migrated")).isEqualTo("1\n2");
  }

  @Test
  void aCommandThatDidNotDoItFails() {
    assertThatThrownBy(() -> host.carryOut(command("idle", "true").creates("/root/never")))
        .hasMessageContaining("still not there");
    assertThatThrownBy(() -> host.carryOut(command("idle", "true").unless("false")))
        .hasMessageContaining("still says");
    assertThatThrownBy(
            () ->
                host.carryOut(command("broken", "echo because; false; echo x").onceForThisScript()))
        .hasMessageContaining("because");
    assertThatThrownBy(
            () ->
                host.carryOut(
                    command("slow", "sleep 60").onceForThisScript().within(Duration.ofSeconds(1))))
        .hasMessageContaining("ended after 1 s");
    assertThat(host.plan(command("broken", "echo because; false; echo x").onceForThisScript()))
        .hasSize(1);
  }

  @Test
  @Tag("long")
  void aCommandThatDoesNotSayWhetherItIsDoneIsNotWaitedForForEver() {
    assertThatThrownBy(() -> host.plan(command("hangs", "true").unless("sleep 100")))
        .hasMessageContaining("could not be told");
  }

  @Test
  void aCommandsScriptIsNobodysArgument() {
    host.on("echo hunter2 >/root/pattern");
    host.apply(
        command(
                "secret",
                "k=hunter2; grep -l -a -f /root/pattern /proc/[0-9]*/cmdline >/root/seen || :")
            .onceForThisScript());
    assertThat(host.on("cat /root/seen")).isEmpty();
  }

  @Test
  @Tag("long")
  void aRoleComesInTheSameRunAsItsServer() {
    host.on("DEBIAN_FRONTEND=noninteractive apt-get -qq -y purge 'postgresql*' >/dev/null");
    assertThat(host.apply(packages("postgresql"), postgresRole("first"))).hasSize(2);
    host.apply(postgresRole("first").absent());
  }

  @Test
  void aRoleAndItsDatabaseComeAndDriftIsSeen() {
    PostgresRole app =
        postgresRole("app").password(new Secret("pa'ss \\ $(w)ord")).memberOf("pg_monitor");
    PostgresRole reader = postgresRole("reader");
    PostgresDatabase data =
        postgresDatabase("app-data", "app").closed().grants("reader", Privilege.CONNECT);
    Resource[] all = {app, reader, data, postgresExtension("app-data", "pgcrypto")};
    host.apply(all);
    assertThat(login("pa'ss \\ $(w)ord")).isEqualTo("1");

    sql("ALTER ROLE app SUPERUSER PASSWORD 'other'");
    sql("REVOKE pg_monitor FROM app");
    sql("ALTER DATABASE \"app-data\" OWNER TO postgres");
    sql("GRANT ALL ON DATABASE \"app-data\" TO reader, PUBLIC");
    host.on("runuser -u postgres -- psql -q -d app-data -c 'DROP EXTENSION pgcrypto'");
    assertThat(host.plan(all))
        .containsExactly(
            "~ postgres role app   superuser yes → no, password, rights of pg_monitor",
            "~ postgres database app-data   owner postgres → app,"
                + " reader may [CONNECT, CREATE, TEMPORARY] → [CONNECT],"
                + " everybody may connect → nobody else",
            "+ postgres extension pgcrypto in app-data");
    assertThat(host.apply(all)).hasSize(3);
    assertThat(login("pa'ss \\ $(w)ord")).isEqualTo("1");

    sql("ALTER ROLE app PASSWORD NULL");
    assertThat(host.apply(all)).containsExactly("~ postgres role app   no password yet");
    host.apply(
        postgresExtension("app-data", "pgcrypto").absent(),
        data.absent(),
        reader.absent(),
        app.absent());
    assertThat(sql("SELECT count(*) FROM pg_roles WHERE rolname IN ('app', 'reader')"))
        .isEqualTo("0");
  }

  private static String login(String password) {
    return host.on(
        "PGPASSWORD="
            + Quote.sh(password)
            + " psql -X -A -t -w -h 127.0.0.1 -U app -d app-data -c 'SELECT 1'");
  }

  private static String sql(String sql) {
    return host.on("cd /; runuser -u postgres -- psql -X -A -t -q -d postgres -c " + Quote.sh(sql));
  }

  @Test
  void aDatabaseThatHoldsSomethingIsNotDroppedUnlessItIsSaid() {
    PostgresDatabase full = postgresDatabase("full", "keeper");
    host.apply(postgresRole("keeper"), full);
    host.on("cd /; runuser -u postgres -- psql -q -d full -c 'CREATE TABLE t (x int)'");
    assertThatThrownBy(() -> host.plan(full.absent()))
        .hasMessageContaining("holds 1 tables")
        .hasMessageContaining("Nothing was dropped");
    assertThatThrownBy(() -> host.carryOut(postgresRole("keeper").absent()))
        .hasMessageContaining("cannot be dropped");
    assertThat(host.apply(full.absentWithItsData(), postgresRole("keeper").absent()))
        .containsExactly("- postgres database full   with its data", "- postgres role keeper");
  }

  @Test
  void aPasswordIsInNoArgumentAndInNoLog() {
    sql("ALTER SYSTEM SET log_statement = 'all'");
    sql("SELECT pg_reload_conf()");
    host.on(
        "printf '#!/bin/sh\\n"
            + "printf \"%%s\\\\n"
            + "\" \"$*\" >>/root/psql.log; exec /usr/bin/psql \"$@\"\\n"
            + "' >/usr/local/bin/psql; chmod 755 /usr/local/bin/psql; : >/root/psql.log; chmod 666"
            + " /root/psql.log; chmod 711 /root");
    try {
      host.apply(postgresRole("quiet").password(new Secret("hunter2hunter2")));
    } finally {
      host.on("rm /usr/local/bin/psql");
      sql("ALTER SYSTEM RESET log_statement");
      sql("SELECT pg_reload_conf()");
    }
    assertThat(host.on("cat /root/psql.log")).contains("-f -").doesNotContain("hunter2", "SCRAM");
    assertThat(host.on("cat /var/log/postgresql/*.log"))
        .contains("SET log_statement")
        .doesNotContain("hunter2", "SCRAM-SHA-256");
    host.apply(postgresRole("quiet").absent());
  }

  @Test
  @Tag("long")
  void aServerThatIsDownIsNotTakenForAnEmptyOne() {
    host.apply(postgresRole("patient"));
    host.on("systemctl stop postgresql");
    try {
      assertThat(host.plan(postgresRole("patient")).get(0)).contains("does not answer now");
    } finally {
      host.on("systemctl start postgresql");
    }
    host.apply(postgresRole("patient").absent());
  }

  /** The stand-in image, which is loaded on the host. */
  private static String image() {
    return host.on(
        """
        [ -s /root/image ] || {
          mkdir -p /tmp/image/bin
          cp /bin/sh /bin/sleep /bin/cat /tmp/image/bin
          for l in $(ldd /bin/sh /bin/sleep | grep -o '/[^ ]*\\.so[^ ]*' | sort -u); do
            mkdir -p "/tmp/image${l%/*}"
            cp "$l" "/tmp/image$l"
          done
          tar -C /tmp/image -c . | docker import - stand/in:1 >/root/image
        }
        cat /root/image
        """);
  }

  private static Container standIn(String image) {
    return container("standin", image)
        .volume("/srv/standin", "/data")
        .localPort(8099, 80)
        .environment("TOKEN", new Secret("hunter2 $x"))
        .healthyWhen("[ -e /data/well ]", Duration.ofSeconds(1))
        .within(Duration.ofSeconds(60))
        .runs(
            "/bin/sh",
            "-c",
            "printf '%s' \"$TOKEN\" >/data/token; printf %s \"$1\" >/data/word;"
                + " trap 'exit 0' TERM; while :; do sleep 0.2; done",
            "sh",
            "a \"b\" 'c' \\d $HOME %h ${x}");
  }

  // How a container that is not yet well stands at a moment ("starting", "unhealthy", not yet
  // there) is up to Docker and the machine's load: nothing here depends on it.
  @Test
  void aContainerRunsAsItIsSaidAndIsDoneWhenItIsWell() {
    Container wanted = standIn(image());
    host.on("mkdir -p /srv/standin; rm -f /srv/standin/*");
    assertThatThrownBy(() -> host.carryOut(wanted.within(Duration.ofSeconds(1))))
        .hasMessageContaining("not well after 1 s: ");
    host.on("touch /srv/standin/well");
    assertThat(host.apply(wanted).get(0)).startsWith("~ container standin   options");
    assertThat(host.on("cat /srv/standin/token")).isEqualTo("hunter2 $x");
    assertThat(host.on("cat /srv/standin/word")).isEqualTo("a \"b\" 'c' \\d $HOME %h ${x}");
    assertThat(host.on("stat -c %a /etc/bbb-fleet/containers/standin.env")).isEqualTo("600");
    assertThat(host.on("cat /etc/systemd/system/standin.service")).doesNotContain("hunter2");

    theHealerRestarts("standin");
    // It runs again; whether Docker calls it well by now, nobody knows.
    assertThat(host.apply(wanted)).allMatch("~ container standin   starting"::equals);

    // What the next run would do is asked of the real host; that it does it, the long test shows.
    assertThat(host.plan(wanted.memory("64m"))).containsExactly("~ container standin   options");
    host.on("echo X=1 >>/etc/bbb-fleet/containers/standin.env");
    assertThat(host.plan(wanted)).containsExactly("~ container standin   environment");
    host.on("systemctl disable -q standin");
    assertThat(host.plan(wanted)).containsExactly("~ container standin   environment, enable");

    assertThat(host.apply(wanted.absent())).containsExactly("- container standin");
    assertThat(host.on("docker ps -a; ls /etc/bbb-fleet/containers; ls /etc/systemd/system"))
        .doesNotContain("standin");
  }

  @Test
  @Tag("long")
  void aContainerThatIsStoppedOrShallRunOtherwiseIsBroughtThere() {
    Container wanted = standIn(image());
    host.on("mkdir -p /srv/standin; touch /srv/standin/well");
    host.apply(wanted);
    host.on("systemctl disable -q --now standin");
    assertThat(host.apply(wanted)).containsExactly("~ container standin   enable, start");
    host.on("echo X=1 >>/etc/bbb-fleet/containers/standin.env");
    assertThat(host.apply(wanted)).containsExactly("~ container standin   environment");
    String before = host.on("docker inspect -f '{{.Id}}' standin");
    assertThat(host.apply(wanted.memory("64m"))).containsExactly("~ container standin   options");
    assertThat(host.on("docker inspect -f '{{.HostConfig.Memory}}' standin")).isEqualTo("67108864");
    assertThat(host.on("docker inspect -f '{{.Id}}' standin")).isNotEqualTo(before);
    host.apply(wanted.absent());
  }

  /** A registry that is on the host itself, which Docker speaks to without TLS. */
  @Test
  @Tag("long")
  void anImageIsPulledByItsDigestFromARegistry() {
    String image = image();
    // Debian's asks for a password; ours is for the host itself only.
    host.apply(
        packages("docker-registry"),
        file(
            "/etc/docker/registry/config.yml",
            "version: 0.1\nstorage: {filesystem: {rootdirectory: /var/lib/docker-registry}}\n"
                + "http: {addr: '127.0.0.1:5000'}\n"));
    host.on(
        """
        systemctl restart docker-registry
        end=$(($(date +%s) + 30))
        until bash -c 'exec 3<>/dev/tcp/127.0.0.1/5000' 2>/dev/null; do
          [ "$(date +%s)" -lt "$end" ] || { journalctl -u docker-registry | tail -5; exit 1; }
        done
        docker tag IMAGE 127.0.0.1:5000/stand/in:1
        docker push -q 127.0.0.1:5000/stand/in:1
        """
            .replace("IMAGE", image));
    String pushed =
        host.on(
            "docker inspect -f '{{range .RepoDigests}}{{println .}}{{end}}' "
                + image
                + " | grep -m1 ^127.0.0.1:5000/");
    host.on(
        "docker rmi -f "
            + image
            + " >/dev/null; rm /root/image; docker images -q | grep . && exit 1 || :");

    Container wanted =
        container("pulled", pushed)
            .healthyWhen("true", Duration.ofSeconds(1))
            .runs("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done");
    assertThat(host.apply(wanted).get(0))
        .startsWith("+ container pulled   127.0.0.1:5000/stand/in");
    assertThat(host.on("docker inspect -f '{{.Config.Image}}' pulled")).isEqualTo(pushed);

    String digest = pushed.replaceAll(".*@sha256:", "");
    String other = pushed.replace(digest, "0".repeat(64));
    assertThatThrownBy(() -> host.carryOut(container("pulled", other)))
        .isInstanceOf(FleetException.class);
    assertThat(host.on("docker inspect -f '{{.State.Running}}' pulled"))
        .as("what can't be pulled stops nothing")
        .isEqualTo("true");
    host.apply(wanted.absent());
    host.on("systemctl stop docker-registry");
  }

  /** What a container holds in itself is gone when the healer restarted it, through its unit. */
  private static void theHealerRestarts(String name) {
    String heal =
        "env -u SSH_CONNECTION FLEET_HEAL_LISTS=/root/lists SSH_ORIGINAL_COMMAND='restart-container"
            + " %s' sh /root/fleet-heal 2>&1 || echo \"exit $?\"";
    host.apply(
        directory("/root/lists"),
        file("/root/lists/heal.containers", name + "\nplain\n"),
        file("/root/fleet-heal", HealScript.text()));
    host.on("docker exec " + name + " /bin/sh -c ': >/broken'");
    assertThat(host.on(heal.formatted(name)))
        .isEqualTo("restarted %1$s.service\ncontainer %1$s runs".formatted(name));
    host.on("! docker exec " + name + " /bin/sh -c '[ -e /broken ]'");

    host.on(
        "docker run -d --name plain --network none \"$(cat /root/image)\" /bin/sh -c"
            + " 'trap \"exit 0\" TERM; trap \"exit 3\" USR1; while :; do sleep 0.1; done'",
        // A first process that has not yet said what it does about a signal never gets it.
        "n=0; while [ $n -lt 100 ] && docker kill -s USR1 plain >/dev/null 2>&1; do"
            + " n=$((n + 1)); sleep 0.1; done; timeout 10 docker wait plain");
    assertThat(host.on(heal.formatted("plain")))
        .isEqualTo("restarted container plain\ncontainer plain runs");
    assertThat(host.on("docker inspect -f '{{.State.Running}}' plain")).isEqualTo("true");
    assertThat(host.on(heal.formatted("other"))).startsWith("refused: ").endsWith("exit 64");
    host.on("docker rm -f plain; rm -r /root/lists");
  }

  @Test
  @Tag("long")
  void aContainerWhoseRunIsKilledIsBroughtUpByTheNext() {
    Container wanted =
        container("cut", image())
            .healthyWhen("true", Duration.ofSeconds(1))
            .runs("/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done");
    assertThat(
            host.killed(
                "systemctl stop cut 2>/dev/null || :; rm -f /etc/systemd/system/cut.service",
                "! docker inspect cut >/dev/null 2>&1 || [ -e /etc/systemd/system/cut.service ]",
                wanted,
                line -> line.equals(")") || line.startsWith("systemctl start")))
        .isBetween(1, 5);
    host.apply(wanted.absent());
  }

  @Test
  void anImageThatIsNotThereStopsNothing() {
    image();
    assertThatThrownBy(() -> host.carryOut(container("nowhere", "sha256:" + "0".repeat(64))))
        .hasMessageContaining("load it there first");
    assertThat(host.on("ls /etc/systemd/system")).doesNotContain("nowhere");
  }

  @Test
  void aCertificateNeverStandsBesideAnotherOnesKeyAndIsRenewedInTime() {
    Authority authority = Authority.read(new Secret(Authority.create(Clock.systemUTC())));
    Certificate wanted =
        certificate("/etc/fleet-tls/web", authority, "web.example.org", "10.0.0.1", "fd00::1");
    assertThat(host.apply(wanted))
        .containsExactly("+ certificate /etc/fleet-tls/web   web.example.org, 10.0.0.1, fd00::1");
    assertThat(
            host.on(
                "cd /etc/fleet-tls/web; openssl verify -CAfile ca.pem -verify_hostname"
                    + " web.example.org fullchain.pem; stat -c %a privkey.pem"))
        .isEqualTo("fullchain.pem: OK\n640");
    assertThat(host.on(PAIR)).isEmpty();
    assertThat(host.apply(wanted)).isEmpty();

    assertThat(host.plan(wanted.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(336)))).get(0))
        .startsWith("~ certificate /etc/fleet-tls/web   ends ");
    host.on("echo >>/etc/fleet-tls/web/privkey.pem");
    assertThat(host.apply(wanted))
        .containsExactly("~ certificate /etc/fleet-tls/web   changed by somebody");
    host.on("chmod 644 /etc/fleet-tls/web/privkey.pem");
    assertThat(host.apply(wanted).get(0)).contains("key root:root 644 → root:root 640");
    Certificate other = certificate("/etc/fleet-tls/web", authority, "www.example.org");
    assertThat(host.apply(other).get(0)).endsWith("→ [www.example.org]");
    Authority anew = Authority.read(new Secret(Authority.create(Clock.systemUTC())));
    assertThat(host.apply(certificate("/etc/fleet-tls/web", anew, "www.example.org")).get(0))
        .endsWith("signed by another authority");

    Certificate cut = certificate("/etc/fleet-tls/cut", authority, "cut.example.org");
    assertThat(
            host.killedAnywhere(
                "rm -rf /etc/fleet-tls/cut /etc/fleet-tls/.cut.*",
                "[ ! -e /etc/fleet-tls/cut ] || { " + PAIR.replace("/web", "/cut") + "; }",
                cut))
        .isGreaterThan(8);
    assertThat(host.lines("ls -dA /etc/fleet-tls/.cut.*")).hasSize(1);
    host.apply(cut.absent(), other.absent());
    assertThat(host.on("ls -A /etc/fleet-tls")).isEmpty();
  }

  private static final String PAIR =
      "a=$(openssl x509 -noout -pubkey -in /etc/fleet-tls/web/fullchain.pem) &&"
          + " b=$(openssl pkey -pubout -in /etc/fleet-tls/web/privkey.pem) && [ \"$a\" = \"$b\" ]";

  /** Something that listens on port 7777. */
  private static void listener() {
    host.apply(
        unitFile("probe.socket", "[Socket]\nListenStream=7777\nAccept=yes\n"),
        unitFile("probe@.service", "[Service]\nExecStart=/bin/echo hi\nStandardOutput=socket\n"));
    host.on("systemctl start probe.socket");
  }

  @Test
  void aPortIsReachedFromWhereItIsSaidAndSshAlways() {
    listener();
    String here = host.lab().gateway();
    Firewall elsewhere = port(tcp(7777)).from("10.9.9.0/24", "10.9.9.9", "fd00::/8");
    assertThat(host.apply(elsewhere))
        .containsExactly(
            "+ firewall ports   + tcp/7777 from 10.9.9.0/24, 10.9.9.9, fd00::/8; loaded at boot");
    assertThat(host.reaches(7777)).isFalse();
    assertThat(host.reaches(22)).isTrue();

    // Another role wants it, too.
    assertThat(host.apply(elsewhere, port(tcp(7777)).from(here), port(udp(5000, 5010)))).hasSize(1);
    assertThat(host.reaches(7777)).isTrue();

    Firewall wanted = port(tcp(7777)).from();
    assertThat(host.apply(wanted).get(0)).contains("+ tcp/7777 from nobody", "- udp/5000-5010");
    assertThat(host.reaches(7777)).isFalse();
    host.on("nft insert rule inet bbb_fleet ports tcp dport 7777 accept");
    assertThat(host.reaches(7777)).isTrue();
    assertThat(host.apply(wanted)).containsExactly("~ firewall ports   changed by somebody");
    assertThat(host.reaches(7777)).isFalse();
    assertThatThrownBy(() -> host.plan(port(tcp(22)).from("10.9.9.9")))
        .hasMessageContaining("not from " + here);
    assertThat(host.apply(port(tcp(22)).from(here), firewall().closed())).hasSize(1);
    assertThat(host.reaches(7777)).isFalse();
    assertThat(host.reaches(22)).isTrue();
    assertThat(host.apply(firewall().absent())).containsExactly("- firewall ports");
    assertThat(host.reaches(7777)).isTrue();
  }

  @Test
  void aPortIsOpenInUfwToo() {
    listener();
    String here = host.lab().gateway();
    Firewall wanted = port(tcp(7777)).from(here);
    ufw(
        () -> {
          assertThat(host.reaches(7777)).isFalse();
          List<String> plan =
              List.of(
                  "+ firewall ports   + tcp/7777 from %1$s; loaded at boot; ufw + tcp/7777 from %1$s"
                      .formatted(here));
          assertThat(host.plan(wanted)).isEqualTo(plan);
          assertThat(host.reaches(7777)).as("a plan changes nothing").isFalse();
          assertThat(host.apply(wanted)).isEqualTo(plan);
          assertThat(host.reaches(7777)).isTrue();

          host.on(
              "ufw delete allow proto tcp from " + here + " to any port 7777 comment bbb-fleet");
          assertThat(host.reaches(7777)).isFalse();
          assertThat(host.apply(wanted))
              .containsExactly("~ firewall ports   ufw + tcp/7777 from " + here);
          host.on("iptables -F ufw-user-input");
          assertThat(host.reaches(7777)).isFalse();
          assertThat(host.apply(wanted)).containsExactly("~ firewall ports   ufw not in force");
          assertThat(host.reaches(7777)).isTrue();

          // A role goes, another comes; what an admin opened stays open.
          host.on("ufw allow 7777/tcp");
          assertThat(host.apply(port(udp(5000, 5010))).get(0))
              .endsWith(
                  "ufw + udp/5000-5010; ufw + udp/5000-5010 by IPv6; ufw - tcp/7777 from " + here);
          assertThat(host.reaches(7777)).isTrue();
          assertThat(host.apply(firewall().absent())).containsExactly("- firewall ports");
          assertThat(host.on("ufw status"))
              .contains("OpenSSH", "7777/tcp")
              .doesNotContain("bbb-fleet", "5000");
          assertThat(host.plan(firewall().absent())).isEmpty();
        });
  }

  /** With Debian's ufw on, as BigBlueButton's installer leaves it: only SSH comes in. */
  private static void ufw(Runnable test) {
    host.on("ufw allow OpenSSH", "ufw --force enable");
    try {
      test.run();
    } finally {
      host.on("ufw --force reset", "ufw --force disable");
    }
  }

  @Test
  @Tag("long")
  void sshThatOnlyOurRuleOpensStaysOpen() {
    ufw(
        () -> {
          host.apply(port(tcp(22)).from(host.lab().gateway()));
          host.on("ufw delete allow OpenSSH");
          assertThat(host.reaches(22)).isTrue();
          assertThatThrownBy(() -> host.carryOut(firewall().absent().back(Duration.ofSeconds(2))))
              .hasMessageContaining("taken back");
          long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
          while (!host.reaches(22)) {
            assertThat(System.nanoTime()).as("the rule is put back").isLessThan(deadline);
          }
          assertThat(host.on("ufw status")).contains("bbb-fleet");
          host.on("ufw allow OpenSSH");
          assertThat(host.apply(firewall().absent())).containsExactly("- firewall ports");
          assertThat(host.reaches(22)).isTrue();
        });
  }

  @Test
  @Tag("long")
  void rulesOutlastWhatOthersDoToThem() {
    listener();
    Firewall wanted = port(tcp(7777)).from();
    host.apply(wanted);
    host.on("nft flush ruleset");
    assertThat(host.apply(wanted)).hasSize(1);
    host.on("systemctl restart nftables");
    assertThat(host.plan(wanted)).as("who loads other rules loads ours again").isEmpty();
    host.on("systemctl disable -q bbb-fleet-firewall");
    assertThat(host.apply(wanted)).containsExactly("~ firewall ports   loaded at boot");

    host.apply(firewall().absent());
    // Its rules went with all others; it makes them anew, without which no port is published.
    host.on("systemctl restart docker");
  }

  @Test
  @Tag("long")
  void rulesThatNobodyConfirmsAreTakenBackByTheHost() throws Exception {
    listener();
    host.apply(firewall().absent());
    Firewall wanted = port(tcp(7777)).from("10.9.9.9").back(Duration.ofSeconds(2));
    assertThatThrownBy(
            () ->
                host.carryOut(
                    () -> {
                      throw new FleetException(ErrorCategory.UNREACHABLE, "no way in");
                    },
                    wanted))
        .hasMessageContaining("could not be reached anew")
        .hasMessageContaining("no way in");
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!host.reaches(7777)) {
      assertThat(System.nanoTime()).as("rules are taken back").isLessThan(deadline);
    }
    assertThat(host.on("nft list tables; ls /etc/bbb-fleet")).doesNotContain("bbb_fleet");
    assertThat(host.apply(wanted)).hasSize(1);
    assertThat(host.reaches(7777)).isFalse();
    host.apply(firewall().absent());
  }
}
