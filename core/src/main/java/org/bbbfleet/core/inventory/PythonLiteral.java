package org.bbbfleet.core.inventory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of INI inventories are Python literals where they can be, else texts; that is what Ansible
 * does with {@code ast.literal_eval}. Tuples and sets become lists.
 *
 * @see <a href="https://docs.python.org/3/library/ast.html#ast.literal_eval">literal_eval</a>
 */
final class PythonLiteral {
  private static final int DEEPEST = 100;
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
              + "|(?:\\d[\\d_]*)?\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?|\\d[\\d_]*\\.?(?:[eE][+-]?\\d+)?)");

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** The text is not a literal. */
  private static final class NotALiteral extends Exception {
    private static final long serialVersionUID = 1L;

    NotALiteral() {
      super(null, null, false, false);
    }
  }

  /** The literal, or the text itself when it is none. */
  static Object parse(String text) {
    try {
      PythonLiteral parser = new PythonLiteral(text.strip());
      Object value = parser.tupleOrValue();
      return value;
    } catch (NotALiteral e) {
      // Most values are plain texts: that is no error.
      return text;
    }
  }

  private Object tupleOrValue() throws NotALiteral {
    Object first = value();
    if (peek() != ',') {
      return end(first);
    }
    List<Object> items = new ArrayList<>(List.of());
    items.add(first);
    while (take(',')) {
      if (peek() == 0) {
        break;
      }
      items.add(value());
    }
    return end(items);
  }

  private Object end(Object value) throws NotALiteral {
    if (peek() != 0) {
      throw new NotALiteral();
    }
    return value;
  }

  private Object value() throws NotALiteral {
    if (++depth > DEEPEST) {
      throw new NotALiteral();
    }
    try {
      char c = peek();
      if (atString()) {
        return strings();
      }
      return switch (c) {
        case '[' -> items('[', ']');
        case '(' -> parenthesis();
        case '{' -> braces();
        default -> c == '+' || c == '-' || c == '.' || Character.isDigit(c) ? number() : word();
      };
    } finally {
      depth--;
    }
  }

  private List<Object> items(char open, char close) throws NotALiteral {
    expect(open);
    List<Object> items = new ArrayList<>();
    while (peek() != close) {
      items.add(value());
      if (!take(',')) {
        break;
      }
    }
    expect(close);
    return items;
  }

  private Object parenthesis() throws NotALiteral {
    int start = at;
    List<Object> items = items('(', ')');
    boolean tuple = items.size() != 1 || text.substring(start, at).matches("(?s).*,\\s*\\)");
    return tuple ? items : items.get(0);
  }

  private Object braces() throws NotALiteral {
    expect('{');
    Map<Object, Object> map = new LinkedHashMap<>();
    List<Object> set = new ArrayList<>();
    while (peek() != '}') {
      Object key = value();
      if (take(':')) {
        map.put(key instanceof String ? key : String.valueOf(key), value());
      } else {
        set.add(key);
      }
      if (!take(',')) {
        break;
      }
    }
    expect('}');
    if (!map.isEmpty() && !set.isEmpty()) {
      throw new NotALiteral();
    }
    return set.isEmpty() ? map : set;
  }

  private String strings() throws NotALiteral {
    StringBuilder all = new StringBuilder();
    while (atString()) {
      boolean raw = "rR".indexOf(text.charAt(at)) >= 0;
      if (Character.isLetter(text.charAt(at))) {
        at++;
      }
      string(all, raw);
    }
    return all.toString();
  }

  /** Whether a string begins here, perhaps one that is raw or says that it is Unicode. */
  private boolean atString() {
    char c = peek();
    int quote = "rRuU".indexOf(c) >= 0 ? at + 1 : at;
    return quote < text.length() && "'\"".indexOf(text.charAt(quote)) >= 0;
  }

  private void string(StringBuilder into, boolean raw) throws NotALiteral {
    char quote = text.charAt(at++);
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c != '\\') {
        into.append(c);
      } else if (raw && at < text.length()) {
        into.append(c).append(text.charAt(at++));
      } else if (at < text.length()) {
        char escaped = text.charAt(at++);
        switch (escaped) {
          case 'n' -> into.append('\n');
          case 't' -> into.append('\t');
          case 'r' -> into.append('\r');
          case '0' -> into.append('\0');
          case '\\', '\'', '"' -> into.append(escaped);
          case 'x' -> into.append(unicode(2));
          case 'u' -> into.append(unicode(4));
          default -> into.append('\\').append(escaped);
        }
      }
    }
    if (at >= text.length()) {
      throw new NotALiteral();
    }
    at++;
  }

  private char unicode(int digits) throws NotALiteral {
    if (at + digits > text.length() || !text.substring(at, at + digits).matches("[0-9a-fA-F]+")) {
      throw new NotALiteral();
    }
    at += digits;
    return (char) Integer.parseInt(text.substring(at - digits, at), 16);
  }

  private Object number() throws NotALiteral {
    Matcher m = NUMBER.matcher(text);
    if (!m.find(at) || m.start() != at) {
      throw new NotALiteral();
    }
    at = m.end();
    String digits = m.group().replace("_", "");
    if (m.group().endsWith("_") || m.group().contains("__")) {
      throw new NotALiteral();
    }
    String unsigned = digits.replaceFirst("^[+-]", "").toLowerCase(java.util.Locale.ROOT);
    String sign = digits.startsWith("-") ? "-" : "";
    if (unsigned.startsWith("0x")) {
      return fit(new BigInteger(sign + unsigned.substring(2), 16));
    }
    if (unsigned.startsWith("0o")) {
      return fit(new BigInteger(sign + unsigned.substring(2), 8));
    }
    if (unsigned.startsWith("0b")) {
      return fit(new BigInteger(sign + unsigned.substring(2), 2));
    }
    if (unsigned.matches("\\d+")) {
      if (unsigned.length() > 1 && unsigned.startsWith("0") && !unsigned.matches("0+")) {
        throw new NotALiteral();
      }
      return fit(new BigInteger(sign + unsigned));
    }
    return Double.valueOf(digits);
  }

  private static Object fit(BigInteger value) {
    if (value.bitLength() < 32) {
      return value.intValue();
    }
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  private Object word() throws NotALiteral {
    int start = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    return switch (text.substring(start, at)) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> null;
      default -> throw new NotALiteral();
    };
  }

  /** The next character that counts, or 0 at the end; a comment is an end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at >= text.length() || text.charAt(at) == '#' ? 0 : text.charAt(at);
  }

  private boolean take(char c) {
    boolean there = peek() == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char c) throws NotALiteral {
    if (!take(c)) {
      throw new NotALiteral();
    }
  }
}
