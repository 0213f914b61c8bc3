package org.bbbfleet.app.service.parts;

import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.whole;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.api.Operation;
import org.bbbfleet.core.store.Leases;

/** Leases of hosts, for runs that are not the service's own. */
@AutoService(ApiPart.class)
public final class LeasesPart implements ApiPart {
  private static final long LONGEST_SECONDS = 3600;

  /** The leases that have not expired. */
  public record LeaseList(List<Leases.Lease> leases) {}

  /** Whether the holder has the lease now. */
  public record Taken(boolean taken) {}

  @Override
  public String area() {
    return "leases";
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.read("leases", "/leases", "The leases that have not expired.")
            .answers(LeaseList.class, (service, request) -> new LeaseList(service.leases().all())),
        Operation.change("take_lease", "/leases", "Takes or renews the lease of a host.")
            .takes(
                text("host", "the host"),
                text("holder", "who holds it, unique per run"),
                text("purpose", "what for, for people"),
                whole("seconds", 1, LONGEST_SECONDS, "when it expires unless it is renewed"))
            .answers(
                Taken.class,
                (service, request) ->
                    new Taken(
                        service
                            .leases()
                            .take(
                                request.text("host"),
                                request.text("holder"),
                                request.text("purpose"),
                                Duration.ofSeconds(request.number("seconds"))))),
        Operation.change("release_lease", "/leases/release", "Gives the lease of a host back.")
            .takes(text("host", "the host"), text("holder", "who holds it"))
            .says(
                (service, request) -> {
                  service.leases().release(request.text("host"), request.text("holder"));
                  return new Operation.Said("released");
                }));
  }
}
