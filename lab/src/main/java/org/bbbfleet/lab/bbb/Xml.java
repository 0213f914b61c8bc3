package org.bbbfleet.lab.bbb;

/** Writes indented XML the way the server's templates do. */
final class Xml {
  private final StringBuilder out = new StringBuilder(4096);
  private final XmlStyle style;
  private int depth;

  Xml(XmlStyle style) {
    this.style = style;
  }

  /** An element with children. */
  Xml parent(String name, Runnable children) {
    if (style.missing().contains(name)) {
      return this;
    }
    indent().append('<').append(name).append(">\n");
    depth++;
    children.run();
    depth--;
    indent().append("</").append(name).append(">\n");
    return this;
  }

  /** An element with escaped text. */
  Xml text(String name, String text) {
    return raw(name, escape(text));
  }

  /** An element with a CDATA section, as the templates print what people typed. */
  Xml cdata(String name, String text) {
    return raw(name, "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>");
  }

  /** An element with a count: it follows the style's number format. */
  Xml number(String name, long value) {
    return raw(name, style.number(value));
  }

  /** An element with an epoch in milliseconds: never formatted by any locale. */
  Xml epoch(String name, long millis) {
    return raw(name, Long.toString(millis));
  }

  /** An element with {@code true} or {@code false}. */
  Xml flag(String name, boolean value) {
    return raw(name, Boolean.toString(value));
  }

  /** An empty element in its short form. */
  Xml empty(String name) {
    indent().append('<').append(name).append("/>\n");
    return this;
  }

  private Xml raw(String name, String content) {
    if (style.missing().contains(name)) {
      return this;
    }
    for (int i = style.repeated().contains(name) ? 2 : 1; i > 0; i--) {
      indent().append('<').append(name).append('>').append(content);
      out.append("</").append(name).append(">\n");
    }
    return this;
  }

  private StringBuilder indent() {
    return out.append("  ".repeat(depth));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
