package org.bbbfleet.app.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands of {@code docs/getting-started.md}: everything in its blocks of shell. */
public final class GettingStartedPage {
  private static final Path PAGE =
      Path.of(System.getProperty("fleet.root", ".."), "docs", "getting-started.md");

  private GettingStartedPage() {}

  /** The lines of all blocks, in order. */
  public static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inBlock = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```sh");
      } else if (inBlock && !line.isBlank()) {
        commands.add(line);
      }
    }
    return commands;
  }
}
