package org.bbbfleet.lab.freeswitch;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How to start a server.
 *
 * @param host the address to bind
 * @param port 0 for any free one
 * @param password of the event socket
 * @param scenario whose answers to give
 * @param restricted a user with fewer rights
 * @param authTimeout how long it waits for a login
 * @param heartbeat the time between two HEARTBEAT events
 * @param controlPort where on loopback to steer it; 0 for any free port, empty for none
 */
public record FreeSwitchOptions(
    String host,
    int port,
    String password,
    Scenario scenario,
    Optional<RestrictedUser> restricted,
    Duration authTimeout,
    Duration heartbeat,
    OptionalInt controlPort) {
  /** An idle server on loopback at any free port, with the original's times. */
  public static FreeSwitchOptions loopback(String password) {
    return new FreeSwitchOptions(
        "127.0.0.1",
        0,
        password,
        Scenario.IDLE,
        Optional.empty(),
        Duration.ofSeconds(25),
        Duration.ofSeconds(20),
        OptionalInt.empty());
  }

  /** The same at another address. */
  public FreeSwitchOptions at(String otherHost, int otherPort) {
    return new FreeSwitchOptions(
        otherHost, otherPort, password, scenario, restricted, authTimeout, heartbeat, controlPort);
  }

  /** The same in another scenario. */
  public FreeSwitchOptions in(Scenario other) {
    return new FreeSwitchOptions(
        host, port, password, other, restricted, authTimeout, heartbeat, controlPort);
  }

  /** The same with a restricted user. */
  public FreeSwitchOptions with(RestrictedUser user) {
    return new FreeSwitchOptions(
        host, port, password, scenario, Optional.of(user), authTimeout, heartbeat, controlPort);
  }

  /** The same with other times. */
  public FreeSwitchOptions timing(Duration auth, Duration beat) {
    return new FreeSwitchOptions(
        host, port, password, scenario, restricted, auth, beat, controlPort);
  }

  /** The same with a control port. */
  public FreeSwitchOptions controlledAt(int control) {
    return new FreeSwitchOptions(
        host,
        port,
        password,
        scenario,
        restricted,
        authTimeout,
        heartbeat,
        OptionalInt.of(control));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "FreeSwitchOptions[" + host + ":" + port + " " + scenario + "]";
  }
}
