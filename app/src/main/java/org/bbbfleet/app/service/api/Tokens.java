package org.bbbfleet.app.service.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Who may call the API. Tokens are long random texts, so that their plain SHA-256 is enough to
 * keep: nobody can try them all. Whatever is presented is compared with every hash, in time that
 * does not depend on which one it is.
 */
public final class Tokens {
  /** Shorter ones could be guessed. */
  public static final int SHORTEST = 16;

  private static final int LONGEST = 512;

  private final List<Token> known;
  private final Access anonymous;

  /**
   * A token.
   *
   * @param name whose it is
   * @param hash the SHA-256 of the token, in hex
   */
  public record Token(String name, Access access, Caller.Identity identity, String hash) {
    /** Without the hash. */
    @Override
    public String toString() {
      return name + " (" + access.label() + ")";
    }
  }

  /**
   * @param anonymous what may be done without a token: {@link Access#ANYONE} for next to nothing,
   *     {@link Access#VIEWER} for reading
   */
  public Tokens(List<Token> known, Access anonymous) {
    this.known = List.copyOf(known);
    this.anonymous = anonymous;
  }

  /** The hash of a token, as {@link Token#hash} has it. */
  public static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who presents no token. */
  Caller anonymous() {
    return Caller.anonymous(anonymous);
  }

  /** Who presents this token; empty when nobody is known by it. */
  Optional<Caller> callerOf(String presented) {
    if (presented.length() > LONGEST) {
      return Optional.empty();
    }
    byte[] hash = hash(presented).getBytes(StandardCharsets.US_ASCII);
    Optional<Caller> caller = Optional.empty();
    for (Token token : known) {
      if (MessageDigest.isEqual(hash, token.hash().getBytes(StandardCharsets.US_ASCII))) {
        caller = Optional.of(new Caller(token.name(), token.access(), token.identity()));
      }
    }
    return caller;
  }
}
