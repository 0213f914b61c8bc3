package org.bbbfleet.app.service.api;

import java.util.Optional;

/**
 * Who calls.
 *
 * @param name the token's name; {@link #ANONYMOUS} without a token
 * @param access what it may do
 * @param identity whether the name is one person's or program's, or shared by many
 */
public record Caller(String name, Access access, Identity identity) {
  /** The name of who presents no token. */
  public static final String ANONYMOUS = "anonymous";

  /** What a caller's name proves. */
  public enum Identity {
    /** The token is one person's or program's: the name is known. */
    KNOWN,
    /** The token is shared: who it was is what the caller says. */
    ASSERTED
  }

  static Caller anonymous(Access access) {
    return new Caller(ANONYMOUS, access, Identity.ASSERTED);
  }

  /**
   * The name that is recorded for a change: the token's when it is one person's, else what the
   * caller says of itself.
   */
  public String author(Optional<String> asserted) {
    return identity == Identity.KNOWN ? name : asserted.orElse(name);
  }
}
