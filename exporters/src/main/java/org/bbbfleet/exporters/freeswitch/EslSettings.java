package org.bbbfleet.exporters.freeswitch;

import java.time.Duration;

/**
 * Where an event socket is and how long to wait for it.
 *
 * @param host name or address
 * @param port the port, usually 8021
 * @param login the credentials
 * @param open how long connecting, greeting and logging in may take together
 * @param command how long one command may take from being sent
 * @param maxBackOff the longest pause after failures, before the next attempt to connect
 */
record EslSettings(
    String host, int port, EslLogin login, Duration open, Duration command, Duration maxBackOff) {

  /**
   * The usual times: with two rounds of commands they add up to less than a collection's deadline
   * of 7 seconds.
   */
  static EslSettings of(String host, int port, EslLogin login) {
    return new EslSettings(
        host,
        port,
        login,
        Duration.ofMillis(1500),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10));
  }

  String address() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
