package org.bbbfleet.lab.hosts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A lab as it is found on this machine.
 *
 * @param name as {@code lab-0}
 * @param subnet as {@code 10.77.0.0/24}
 * @param keeper who removes it
 * @param owner the owner's process number; empty when it was left up on purpose
 * @param hosts its hosts; empty while it is being made
 * @param privateKey root's key on the hosts
 * @param knownHosts the hosts' keys
 */
public record LabStatus(
    String name,
    String subnet,
    Keeper keeper,
    Optional<Long> owner,
    List<LabHost> hosts,
    Path privateKey,
    Path knownHosts) {

  /** Who removes a lab. */
  public enum Keeper {
    /** The program that made it still runs and removes it at its end. */
    OWNER,
    /** It was left up on purpose: {@code fleet lab down} removes it. */
    PERSON,
    /** Its owner was killed: it is being removed, or the next lab removes it. */
    NOBODY
  }

  /** Empty when the lab vanished while it was read. */
  static Optional<LabStatus> of(LabState state) {
    Keeper keeper =
        state.detached() ? Keeper.PERSON : state.orphaned() ? Keeper.NOBODY : Keeper.OWNER;
    List<LabHost> hosts =
        state.read(LabBoot.HOSTS).stream().flatMap(String::lines).map(LabStatus::host).toList();
    LabStatus status =
        new LabStatus(
            state.name(),
            state.subnet().cidr(),
            keeper,
            state.owner().map(ProcessId::pid),
            hosts,
            state.file(LabBoot.KEY),
            state.file(LabBoot.KNOWN_HOSTS));
    return state.exists() ? Optional.of(status) : Optional.empty();
  }

  /** Host lines of an inventory in Ansible's INI format. */
  public String inventory() {
    return Lab.inventory(hosts, privateKey);
  }

  private static LabHost host(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    return new LabHost(fields.get(0), fields.get(1), Integer.parseInt(fields.get(2)));
  }

  static String line(LabHost host) {
    return host.name() + " " + host.address() + " " + host.port() + "\n";
  }
}
