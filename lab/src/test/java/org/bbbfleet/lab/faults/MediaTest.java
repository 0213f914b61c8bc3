package org.bbbfleet.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.lab.faults.Media.MediaFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaTest {
  @Test
  void everyFileIsThereAndProgramsHaveAnInterpreterThatMinimalDebianHas() {
    for (MediaFile file : Media.files()) {
      String text = new String(file.content(), StandardCharsets.UTF_8);
      assertThat(text).as(file.resource()).isNotBlank();
      if (file.mode().equals("0755")) {
        assertThat(text.lines().findFirst()).as(file.resource()).isPresent();
        assertThat(text.lines().findFirst().orElseThrow()).isIn("#!/bin/sh", "#!/usr/bin/perl");
      }
    }
  }

  @Test
  void everyUnitButNginxIsBroughtAndStartsAProgramThatIsBrought() {
    List<String> targets = Media.files().stream().map(file -> file.target().toString()).toList();
    for (MediaFile file : Media.files()) {
      if (file.resource().endsWith(".service")) {
        assertThat(Media.UNITS).contains(file.resource());
        String text = new String(file.content(), StandardCharsets.UTF_8);
        String start =
            text.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
        assertThat(targets).contains(start.substring("ExecStart=".length()).split(" ")[0]);
      }
    }
  }

  @Test
  void processNamesFitTheKernelsFifteenCharacters() {
    for (MediaFile file : Media.files()) {
      if (file.mode().equals("0755")) {
        assertThat(file.target().getFileName().toString()).hasSizeLessThanOrEqualTo(15);
      }
    }
  }

  @Test
  void installsBelowARoot(@TempDir Path root) throws Exception {
    Media.installUnder(root);
    for (MediaFile file : Media.files()) {
      Path written = root.resolve(file.target().toString().substring(1));
      assertThat(written).hasBinaryContent(file.content());
      assertThat(Files.isExecutable(written)).isEqualTo(file.mode().equals("0755"));
    }
  }

  @Test
  void everyHostFaultIsKnownToTheScriptAndHitsABroughtUnit() {
    String script =
        Media.files().stream()
            .filter(file -> file.resource().equals("lab-fault"))
            .map(file -> new String(file.content(), StandardCharsets.UTF_8))
            .findFirst()
            .orElseThrow();
    for (HostFault fault : HostFault.values()) {
      assertThat(script).contains("\n  " + fault.word() + ")\n");
      assertThat(Media.UNITS).contains(fault.unit());
      assertThat(fault.command()).endsWith(" " + fault.word());
    }
  }

  @Test
  void localNginxLeavesNoNameOpen() {
    String text = Media.localNginx(Path.of("/x/y"), Path.of("/m.so"), 19350, 19000);
    assertThat(text)
        .contains("listen 127.0.0.1:19350;", "listen 127.0.0.1:19000;", "load_module /m.so;")
        .contains("pid /x/y/nginx.pid;")
        .doesNotContainPattern("(?m)^[^#]*@[A-Z_]+@");
  }
}
