package org.bbbfleet.bench.provision;

import static org.bbbfleet.provisioning.resource.Handler.reload;
import static org.bbbfleet.provisioning.resource.Handler.restart;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.rootKey;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.unitFile;
import static org.bbbfleet.provisioning.resource.Resources.user;
import static org.bbbfleet.provisioning.role.Declaration.role;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Templates;

/** The end state that is measured: 31 things on a host. {@code playbook.yml} says the same. */
@AutoService(Role.class)
public final class BenchRole implements Role {
  /** Debian's packages among them. */
  static final List<String> PACKAGES = List.of("nginx-light", "rsync", "cron", "logrotate");

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLFx9Yp9b5QbYl2pUjBqJmBn0kxkkUpTQ7m1nVQh0bC";

  /** Its line in root's file of authorized keys. */
  static final String KEY_LINE =
      "restrict,command=\"/usr/local/bin/bench-clean\" " + KEY + " bbb-fleet";

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public List<String> groups() {
    return List.of("bench");
  }

  @Override
  public Declaration on(HostView host) {
    return role("bench").needs(resources(host.host().name()));
  }

  static List<Resource> resources(String host) {
    Map<String, Object> values = Map.of("inventory_hostname", host);
    return List.of(
        packages(PACKAGES.toArray(new String[0])),
        user("bench-app", "/srv/bench/app"),
        user("bench-worker", "/srv/bench/worker"),
        user("bench-backup", "/srv/bench/backup"),
        directory("/srv/bench"),
        directory("/srv/bench/www"),
        directory("/srv/bench/app").owner("bench-app").group("bench-app").mode("0750"),
        directory("/srv/bench/worker").owner("bench-worker").group("bench-worker").mode("0750"),
        directory("/etc/bench"),
        directory("/var/log/bench-app").owner("bench-app").group("bench-app").mode("0750"),
        directory("/etc/systemd/system/nginx.service.d"),
        copy("sysctl.conf", "/etc/sysctl.d/90-bench.conf"),
        copy("cron", "/etc/cron.d/bench"),
        copy("logrotate", "/etc/logrotate.d/bench"),
        copy("bench-clean", "/usr/local/bin/bench-clean").mode("0755"),
        copy("index.html", "/srv/bench/www/index.html"),
        copy("profile.sh", "/etc/profile.d/bench.sh"),
        copy("large.conf", "/etc/bench/large.conf"),
        copy("limits.conf", "/etc/security/limits.d/bench.conf"),
        copy("environment", "/etc/bench/environment")
            .group("bench-app")
            .mode("0640")
            .then(restart("bench-app.service")),
        file("/etc/bench/app.conf", Templates.render(BenchRole.class, "app.conf.j2", values))
            .then(restart("bench-app.service")),
        file(
                "/etc/nginx/conf.d/bench.conf",
                Templates.render(BenchRole.class, "site.conf.j2", values))
            .then(reload("nginx.service")),
        copy("nginx-limits.conf", "/etc/systemd/system/nginx.service.d/limits.conf")
            .then(restart("nginx.service")),
        unitFile("bench-app.service", text("bench-app.service")).then(restart("bench-app.service")),
        unitFile("bench-clean.service", text("bench-clean.service")),
        unitFile("bench-clean.timer", text("bench-clean.timer")),
        unit("nginx.service"),
        unit("bench-app.service"),
        unit("bench-clean.timer"),
        unit("cron.service"),
        rootKey("/usr/local/bin/bench-clean", KEY));
  }

  private static HostFile copy(String resource, String path) {
    return file(path, text(resource));
  }

  /** A file that lies beside this class. */
  static String text(String resource) {
    try (InputStream in = BenchRole.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no " + resource);
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
