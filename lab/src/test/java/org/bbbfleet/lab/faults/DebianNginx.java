package org.bbbfleet.lab.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * nginx with its RTMP module. Where they are not installed the packages are only unpacked into a
 * cache, because installed they would start a service on this machine.
 */
record DebianNginx(Path program, Path rtmpModule) {
  static DebianNginx find() throws Exception {
    DebianNginx installed = below(Path.of("/"));
    if (installed.isThere()) {
      return installed;
    }
    Path cache = Path.of(System.getProperty("fleet.root"), ".fleet", "cache", "nginx-rtmp");
    DebianNginx unpacked = below(cache.resolve("root"));
    if (!unpacked.isThere()) {
      Files.createDirectories(cache);
      Running.output(
          Map.of(),
          "sh",
          "-c",
          "cd \"$1\" && apt-get -qq -o APT::Sandbox::User=root download nginx libnginx-mod-rtmp"
              + " && for deb in *.deb; do dpkg -x \"$deb\" root || exit 1; done",
          "unpack",
          cache.toString());
    }
    return unpacked;
  }

  private static DebianNginx below(Path root) {
    return new DebianNginx(
        root.resolve("usr/sbin/nginx"), root.resolve("usr/lib/nginx/modules/ngx_rtmp_module.so"));
  }

  private boolean isThere() {
    return Files.exists(program) && Files.exists(rtmpModule);
  }
}
