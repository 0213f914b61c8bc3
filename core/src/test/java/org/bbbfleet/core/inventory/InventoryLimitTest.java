package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryLimitTest {
  @TempDir Path directory;
  private Inventory inventory;

  @BeforeEach
  void read() throws Exception {
    inventory =
        InventoryReader.read(
            Files.writeString(
                directory.resolve("hosts"),
                """
                [bbb]
                bbb-1
                bbb-2
                bbb-3
                [web]
                web-1.lab
                bbb-2
                [empty]
                [fleet:children]
                bbb
                web
                [v6]
                2001:db8::1
                """));
  }

  private String select(String pattern) {
    List<String> names =
        InventoryLimit.select(inventory, pattern).stream().map(Host::name).toList();
    return String.join(" ", names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all | bbb-1 bbb-2 bbb-3 web-1.lab 2001:db8::1",
        "* | bbb-1 bbb-2 bbb-3 web-1.lab 2001:db8::1",
        "bbb-3,bbb-1 | bbb-1 bbb-3",
        "bbb-1:web | bbb-1 bbb-2 web-1.lab",
        "fleet:!web | bbb-1 bbb-3",
        "!web | bbb-1 bbb-3 2001:db8::1",
        "bbb:&web | bbb-2",
        "&web | bbb-2 web-1.lab",
        "!bbb-1,bbb | bbb-2 bbb-3",
        "web*,bbb-1 | bbb-1 bbb-2 web-1.lab",
        "bbb-? | bbb-1 bbb-2 bbb-3",
        "bbb-[!2] | bbb-1 bbb-3",
        "bbb-[12] | bbb-1 bbb-2",
        "*.lab | web-1.lab",
        "~bbb-[13] | bbb-1 bbb-3",
        "bbb-1,empty | bbb-1",
        "2001:db8::1 | 2001:db8::1",
        "2001:db8::1,bbb-1 | bbb-1 2001:db8::1",
        "bbb-1 , bbb-2 | bbb-1 bbb-2",
      })
  void patternsSelect(String pattern, String expected) {
    assertThat(select(pattern)).isEqualTo(expected);
  }

  @Test
  void aPatternThatMatchesNothingIsAnErrorWithASuggestion() {
    assertThatThrownBy(() -> select("bbb-1,bbb-99x,webb:!nope"))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("bbb-99x matches no host")
        .hasMessageContaining("Did you mean web?")
        .hasMessageContaining("nope matches no host");
    assertThatThrownBy(() -> select("empty")).hasMessageContaining("selects no host");
    assertThatThrownBy(() -> select("bbb:!bbb")).hasMessageContaining("selects no host");
    assertThatThrownBy(() -> select("~(")).hasMessageContaining("not a regular expression");
  }
}
