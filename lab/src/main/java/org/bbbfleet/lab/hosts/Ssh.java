package org.bbbfleet.lab.hosts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.lab.packages.Command;

/**
 * OpenSSH's client for the lab's hosts, with the lab's key and strict host keys.
 *
 * @param privateKey root's key on every host of the lab
 * @param knownHosts the hosts' keys
 */
public record Ssh(Path privateKey, Path knownHosts) {

  /** The client's command line up to the host's address, for a person or a program. */
  public List<String> line(LabHost host) {
    return List.of(
        "ssh",
        "-F",
        "none",
        "-i",
        privateKey.toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "UserKnownHostsFile=" + knownHosts,
        "-o",
        "GlobalKnownHostsFile=none",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=5",
        "-o",
        "LogLevel=ERROR",
        "-p",
        Integer.toString(host.port()),
        "root@" + host.address());
  }

  /** Runs a command of sh on the host as root. */
  public Command.Output run(LabHost host, String command, Duration limit) {
    List<String> line = new java.util.ArrayList<>(line(host));
    line.add(command);
    return Command.of(line).within(limit).run();
  }
}
