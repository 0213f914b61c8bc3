package org.bbbfleet.alerts.audit;

/** Makes text from elsewhere (labels, output of actions) fit to be shown in one place. */
public final class Plain {
  private Plain() {}

  /** One line: control and formatting characters become {@code ?}, what is too long is cut. */
  public static String line(String text, int longest) {
    return clean(text, longest, "");
  }

  /** Like {@link #line}, but line feeds and tabs stay. */
  public static String lines(String text, int longest) {
    return clean(text, longest, "\n\t");
  }

  private static String clean(String text, int longest, String kept) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), longest));
    text.codePoints()
        .limit(longest)
        .forEach(
            c -> {
              boolean shown = kept.indexOf(c) >= 0 || !hidden(c);
              plain.appendCodePoint(shown ? c : '?');
            });
    return text.codePointCount(0, text.length()) > longest ? plain + "…" : plain.toString();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.UNASSIGNED;
  }
}
