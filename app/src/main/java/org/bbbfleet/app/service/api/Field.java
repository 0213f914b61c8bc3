package org.bbbfleet.app.service.api;

import java.util.List;

/**
 * One value that an operation takes, from its path, its query or the JSON object in its body. What
 * comes in is checked against it before the operation runs.
 *
 * @param least the smallest number, or the fewest characters or entries
 * @param most the largest number, or the most characters or entries
 * @param choices the only texts that are taken; empty for any
 * @param says what it is, for the documents
 */
public record Field(
    String name,
    In in,
    Kind kind,
    Need need,
    long least,
    long most,
    List<String> choices,
    String says) {
  private static final long LONGEST_TEXT = 500;
  private static final long MOST_ENTRIES = 2000;

  /** Where it comes from. */
  public enum In {
    PATH,
    QUERY,
    BODY
  }

  /** What it is. */
  public enum Kind {
    TEXT,
    /** A whole number; one that is written as text is taken, too. */
    WHOLE,
    FLAG,
    /** A list of texts; in a query, separated by commas. */
    TEXTS
  }

  /** Whether it may be left out. */
  public enum Need {
    REQUIRED,
    OPTIONAL
  }

  public Field {
    choices = List.copyOf(choices);
  }

  /** A text of 1 to 500 characters in the body, required. */
  public static Field text(String name, String says) {
    return new Field(name, In.BODY, Kind.TEXT, Need.REQUIRED, 1, LONGEST_TEXT, List.of(), says);
  }

  /** A whole number in the body, required. */
  public static Field whole(String name, long least, long most, String says) {
    return new Field(name, In.BODY, Kind.WHOLE, Need.REQUIRED, least, most, List.of(), says);
  }

  /** Yes or no in the body; no when it is left out. */
  public static Field flag(String name, String says) {
    return new Field(name, In.BODY, Kind.FLAG, Need.OPTIONAL, 0, 0, List.of(), says);
  }

  /** A list of texts in the body; empty when it is left out. */
  public static Field texts(String name, String says) {
    return new Field(name, In.BODY, Kind.TEXTS, Need.OPTIONAL, 0, MOST_ENTRIES, List.of(), says);
  }

  /** A whole number from 1 in the path. */
  public static Field id(String says) {
    return whole("id", 1, Long.MAX_VALUE, says).inPath();
  }

  /** The same as a part of the path. */
  public Field inPath() {
    return new Field(name, In.PATH, kind, Need.REQUIRED, least, most, choices, says);
  }

  /** The same as an optional parameter of the query. */
  public Field inQuery() {
    return new Field(name, In.QUERY, kind, Need.OPTIONAL, least, most, choices, says);
  }

  /** The same, but it may be left out. */
  public Field optional() {
    return new Field(name, in, kind, Need.OPTIONAL, least, most, choices, says);
  }

  /** The same with another longest text. */
  public Field upTo(long characters) {
    return new Field(name, in, kind, need, least, characters, choices, says);
  }

  /** The same, but only these texts. */
  public Field oneOf(List<String> texts) {
    return new Field(name, in, kind, need, least, most, texts, says);
  }
}
