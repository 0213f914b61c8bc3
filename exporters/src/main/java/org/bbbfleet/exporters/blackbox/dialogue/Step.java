package org.bbbfleet.exporters.blackbox.dialogue;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.blackbox.options.Expressions;

/**
 * One entry of {@code query_response}, done in this order: read until something matches, read
 * bytes, send, begin TLS.
 *
 * @param expect what a line, or what came of it, must match
 * @param expectBytes the very bytes that must come next
 * @param labels labels of {@code probe_expect_info}, whose values may name groups of the match
 * @param send what is sent; a text may name groups of the match
 * @param line whether a line break follows it: after a text, not after {@code !!binary}
 * @param startTls whether TLS begins here
 */
public record Step(
    Optional<Pattern> expect,
    Optional<byte[]> expectBytes,
    Map<String, String> labels,
    Optional<byte[]> send,
    boolean line,
    boolean startTls) {

  /** Reads {@code query_response}. */
  public static List<Step> read(Section options) {
    List<Step> steps = new ArrayList<>();
    for (Section one : options.sections("query_response")) {
      Optional<byte[]> send = bytes(one, "send");
      Map<String, String> labels = new LinkedHashMap<>();
      for (Section label : one.sections("labels")) {
        String name = label.required("name", "Name the label.");
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || labels.containsKey(name)) {
          label.problem("name", "must be the name of a label, given once");
        } else {
          labels.put(name, label.string("value", ""));
        }
      }
      steps.add(
          new Step(
              Expressions.one(one, "expect"),
              bytes(one, "expect_bytes"),
              labels,
              send,
              !(one.values().get("send") instanceof byte[]),
              one.flag("starttls", false)));
    }
    return steps;
  }

  private static Optional<byte[]> bytes(Section one, String key) {
    Optional<String> text = one.string(key);
    Optional<byte[]> value =
        one.values().get(key) instanceof byte[] binary
            ? Optional.of(binary)
            : text.map(t -> t.getBytes(StandardCharsets.UTF_8));
    return value.filter(b -> b.length > 0);
  }
}
