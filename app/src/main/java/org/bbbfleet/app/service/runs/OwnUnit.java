package org.bbbfleet.app.service.runs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.serve.ServeRole;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.SavedPlan;
import org.bbbfleet.provisioning.run.SavedPlan.PlannedHost;

/**
 * The systemd unit that this process may be. A run of the service that restarted it would end
 * itself in the middle of a host, so it is refused before anything is done.
 *
 * @param running whether this process is the unit
 * @param here whether an address is this machine's
 */
public record OwnUnit(boolean running, Predicate<String> here) {
  private static final Path CGROUP = Path.of("/proc/self/cgroup");

  /** Both of our programs run from the files that the agent's role brings. */
  private static final Set<String> RESTARTING = Set.of("serve", "agent");

  /** This process is no unit, as when somebody started it by hand. */
  public static final OwnUnit NONE = new OwnUnit(false, address -> false);

  /** What this process is. */
  public static OwnUnit ofThisProcess() {
    try {
      return new OwnUnit(
          Files.readString(CGROUP).contains("/" + ServeRole.SERVICE), OwnUnit::isLocal);
    } catch (IOException e) {
      // Without it there is no systemd either.
      return NONE;
    }
  }

  private static boolean isLocal(String address) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Refuses a plan that would restart this unit.
   *
   * @throws ApiFailure with the cure
   */
  void refuse(SavedPlan plan, Fleet fleet) {
    for (String host : own(fleet)) {
      if (plan.host(host).map(OwnUnit::restarts).orElse(false)) {
        throw refusal(host, "this plan restarts ");
      }
    }
  }

  /**
   * Refuses a run of roles that may restart this unit, which is not known before it is planned.
   *
   * @param roles empty for all
   * @throws ApiFailure with the cure
   */
  void refuse(String host, List<String> roles, Fleet fleet) {
    boolean mayRestart = roles.isEmpty() || roles.stream().anyMatch(RESTARTING::contains);
    if (mayRestart && own(fleet).contains(host)) {
      throw refusal(host, "this run may restart ");
    }
  }

  /** The hosts that may be this machine. */
  private List<String> own(Fleet fleet) {
    List<Host> carriers = running ? fleet.hostsOf("serve") : List.of();
    return carriers.stream()
        .filter(host -> carriers.size() == 1 || host.local() || here.test(host.address()))
        .map(Host::name)
        .toList();
  }

  private static ApiFailure refusal(String host, String what) {
    return ApiFailure.conflict(
        what
            + ServeRole.SERVICE
            + " on "
            + host
            + ", which is this service: the run would end itself in the middle. Provision "
            + host
            + " from a terminal (fleet provision --limit "
            + host
            + "), or plan without it (--limit 'all:!"
            + host
            + "')");
  }

  private static boolean restarts(PlannedHost host) {
    return host.changes().stream().anyMatch(OwnUnit::restarts);
  }

  /** By a handler of its own, or as what an earlier run owes. */
  private static boolean restarts(ChangeReport change) {
    return change.then().stream().anyMatch(then -> then.contains(ServeRole.SERVICE))
        || change.name().contains(ServeRole.SERVICE);
  }
}
