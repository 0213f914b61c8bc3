package org.bbbfleet.provisioning.resource;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Question;

/** What a directory holds: names, which may hold anything but a slash. */
record Entries(String directory) implements Question<List<String>> {

  @Override
  public String script() {
    return "find " + Quote.sh(directory) + " -mindepth 1 -maxdepth 1 -printf '%f\\0' | base64 -w0";
  }

  @Override
  public List<String> read(Answer answer) {
    byte[] bytes = Base64.getDecoder().decode(answer.first());
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        names.add(text(ByteBuffer.wrap(bytes, start, i - start)));
        start = i + 1;
      }
    }
    return List.copyOf(names);
  }

  // Other bytes could not be sent back as they are.
  private String text(ByteBuffer name) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(directory + " holds a name that is not UTF-8", e);
    }
  }
}
