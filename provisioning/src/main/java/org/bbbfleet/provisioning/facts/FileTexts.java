package org.bbbfleet.provisioning.facts;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;

/** Fetches the text of files, for differences; only when somebody wants to see them. */
public final class FileTexts {
  private static final int LARGEST = 256 * 1024;

  private FileTexts() {}

  /** The script that prints the files' first 256 KiB. */
  public static String render(List<String> paths, Layout layout) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < paths.size(); i++) {
      script.append("p=").append(Quote.sh(paths.get(i)));
      script.append("; [ ! -f \"$p\" ] || echo \"text ").append(i);
      script.append(" $(head -c ").append(LARGEST).append(" -- \"$p\" | base64 -w0)\"\n");
    }
    return layout.script(script.append("echo end\n").toString());
  }

  /**
   * The texts by path; files that are not there are not in it.
   *
   * @throws FleetException (PROTOCOL) when the answer is cut
   */
  public static Map<String, String> parse(List<String> paths, String host, String answer) {
    List<String> lines = answer.lines().toList();
    if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end")) {
      throw new FleetException(
          ErrorCategory.PROTOCOL,
          host + ": the files to compare came back cut. Run without --diff.");
    }
    Map<String, String> texts = new HashMap<>();
    for (String line : lines) {
      String[] word = line.split(" ", -1);
      if (word.length == 3 && word[0].equals("text")) {
        texts.put(
            paths.get(Integer.parseInt(word[1])),
            new String(Base64.getDecoder().decode(word[2]), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
