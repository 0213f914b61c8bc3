package org.bbbfleet.lab.bbb;

import java.util.Set;

/**
 * How to start a server.
 *
 * @param host the address to bind
 * @param port 0 for any free one
 * @param secret the shared secret; empty turns the checksums' check off, as on the original
 * @param version whose answers to give
 * @param algorithms the accepted checksum algorithms
 * @param reveal whether the root tells the release
 */
public record BbbOptions(
    String host,
    int port,
    String secret,
    BbbVersion version,
    Set<ChecksumAlgorithm> algorithms,
    Reveal reveal) {
  /** Whether the API's root tells the release, as allowRevealOfBBBVersion decides. */
  public enum Reveal {
    NOTHING,
    VERSION
  }

  /** A young server on loopback, at any free port. */
  public static BbbOptions loopback(String secret) {
    return new BbbOptions(
        "127.0.0.1", 0, secret, BbbVersion.V2_7, BbbVersion.V2_7.algorithms(), Reveal.NOTHING);
  }

  /** The same at another address. */
  public BbbOptions at(String otherHost, int otherPort) {
    return new BbbOptions(otherHost, otherPort, secret, version, algorithms, reveal);
  }

  /** The same in another version, with that version's checksum algorithms. */
  public BbbOptions version(BbbVersion other) {
    return new BbbOptions(host, port, secret, other, other.algorithms(), reveal);
  }

  /** The same with other checksum algorithms. */
  public BbbOptions accepting(ChecksumAlgorithm... others) {
    return new BbbOptions(host, port, secret, version, Set.of(others), reveal);
  }

  /** The same, telling its release. */
  public BbbOptions revealing() {
    return new BbbOptions(host, port, secret, version, algorithms, Reveal.VERSION);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "BbbOptions[" + host + ":" + port + " " + version + " " + algorithms + "]";
  }
}
