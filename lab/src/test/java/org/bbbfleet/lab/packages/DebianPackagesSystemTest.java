package org.bbbfleet.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real apt, a real program: nginx, which would take port 80 if it were installed. */
@Tag("system")
final class DebianPackagesSystemTest {
  private static final List<Wanted> NGINX =
      List.of(
          new Wanted("nginx", "a web server"), new Wanted("libnginx-mod-rtmp", "its RTMP module"));

  @Test
  void anUnpackedProgramRunsWithoutHavingBeenInstalled(@TempDir Path directory) {
    List<String> said = new ArrayList<>();
    DebianPackages packages = new DebianPackages(new FleetCache(directory), said::add);

    Need need = packages.need(List.of(), NGINX);
    assertThat(need.unpack()).isEqualTo(NGINX);
    assertThat(need.bytes()).isGreaterThan(500_000);

    Unpacked tree = packages.unpack(NGINX);
    Command.Output output =
        Command.of(tree.program("nginx").toString(), "-V").with(tree.environment()).run();
    assertThat(output.err()).contains("nginx version");
    assertThat(tree.root().resolve("usr/lib/nginx/modules/ngx_rtmp_module.so")).exists();

    said.clear();
    assertThat(packages.unpack(NGINX)).isEqualTo(tree);
    assertThat(packages.need(List.of(), NGINX).nothing()).isTrue();
    assertThat(said).isEmpty();
  }
}
