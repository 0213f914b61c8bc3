package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.exporters.proc.RealProcesses;

/**
 * A real nginx with the RTMP module on ports of its own. Debian's packages {@code nginx} and {@code
 * libnginx-mod-rtmp} are used where they are installed, else unpacked into a cache: installing them
 * would start a server.
 */
final class NginxRtmp {
  private static final Path CACHE =
      Path.of(System.getProperty("user.home"), ".cache", "bbb-fleet", "unpacked", "nginx-rtmp");

  private final Process process;
  private final int rtmpPort;
  private final int httpPort;

  private NginxRtmp(Process process, int rtmpPort, int httpPort) {
    this.process = process;
    this.rtmpPort = rtmpPort;
    this.httpPort = httpPort;
  }

  static NginxRtmp start(RealProcesses real, Path directory) throws Exception {
    return start(real, directory, 1);
  }

  /** One with so many worker processes. */
  static NginxRtmp start(RealProcesses real, Path directory, int workers) throws Exception {
    Path root = installed(Path.of("/")) ? Path.of("/") : unpacked();
    int rtmp = freePort();
    int http = freePort();
    Path home = Files.createDirectories(directory.resolve("nginx"));
    Path conf = home.resolve("nginx.conf");
    Files.writeString(
        conf,
        """
        load_module %s;
        daemon off;
        user root;
        worker_processes %d;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 64; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%d;
            application live { live on; }
          }
        }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            location /stat { rtmp_stat all; }
            location / { return 200 "<html>hello</html>"; }
          }
        }
        """
            .formatted(
                root.resolve("usr/lib/nginx/modules/ngx_rtmp_module.so"), workers, rtmp, http));
    Path log = Files.createFile(home.resolve("error.log"));
    String program = root.resolve("usr/sbin/nginx").toString();
    Process process =
        real.start(program, "-p", home.toString(), "-c", conf.toString(), "-e", log.toString());
    RealProcesses.await(
        Duration.ofSeconds(15),
        "nginx answers",
        () -> {
          assertThat(process.isAlive()).as("%s", Files.readString(log)).isTrue();
          return accepts(rtmp) && accepts(http);
        });
    return new NginxRtmp(process, rtmp, http);
  }

  /** Its worker processes, also those of before a reload. */
  List<Long> workers() {
    return ProcessHandle.of(process.pid())
        .orElseThrow()
        .children()
        .map(ProcessHandle::pid)
        .toList();
  }

  long pid() {
    return process.pid();
  }

  URI stat() {
    return URI.create("http://127.0.0.1:" + httpPort + "/stat");
  }

  URI wrongPage() {
    return URI.create("http://127.0.0.1:" + httpPort + "/");
  }

  String publishTo(String key) {
    return "rtmp://127.0.0.1:" + rtmpPort + "/live/" + key;
  }

  private static boolean installed(Path root) {
    return Files.exists(root.resolve("usr/sbin/nginx"))
        && Files.exists(root.resolve("usr/lib/nginx/modules/ngx_rtmp_module.so"));
  }

  private static Path unpacked() throws Exception {
    if (!installed(CACHE)) {
      Path debs = Files.createTempDirectory("debs");
      run(debs, List.of("apt-get", "-q", "download", "nginx", "libnginx-mod-rtmp"));
      Files.createDirectories(CACHE);
      run(
          debs,
          List.of(
              "sh", "-c", "for d in *.deb; do dpkg -x \"$d\" \"$0\" || exit; done", CACHE + ""));
      assertThat(installed(CACHE)).as("nginx and its RTMP module below %s", CACHE).isTrue();
    }
    return CACHE;
  }

  private static void run(Path directory, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s", command).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
