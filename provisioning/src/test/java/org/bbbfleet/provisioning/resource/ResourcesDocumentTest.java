package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/resources.md} has a row for each word that roles may use. */
class ResourcesDocumentTest {
  private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern WORD = Pattern.compile("`([a-z][A-Za-z]*)\\(");

  @Test
  void tellsOfEveryKind() throws IOException {
    Path page = Path.of(System.getProperty("fleet.root"), "docs", "resources.md");
    TreeSet<String> told = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(page));
    while (row.find()) {
      Matcher word = WORD.matcher(row.group(1));
      while (word.find()) {
        told.add(word.group(1));
      }
    }
    List<String> words =
        Arrays.stream(Resources.class.getMethods())
            .filter(method -> Resource.class.isAssignableFrom(method.getReturnType()))
            .map(Method::getName)
            .filter(name -> !name.startsWith("no"))
            .distinct()
            .toList();

    assertThat(told).containsAll(words);
  }
}
