package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Shipped;

/**
 * What holds the healer back besides what it measures.
 *
 * @param book the policies
 * @param silences Alertmanager's
 * @param stopFile the file whose existence stops all healing
 */
public record Safety(PolicyBook book, Silences silences, Optional<Path> stopFile) {
  public Safety {
    requireNonNull(book, "book is null");
    requireNonNull(silences, "silences is null");
    requireNonNull(stopFile, "stopFile is null");
  }

  /** These policies as they are, no silences, no file. */
  public static Safety of(List<Policy> policies, FleetView fleet) {
    List<Shipped> shipped = policies.stream().map(policy -> new Shipped("", policy)).toList();
    return new Safety(
        new PolicyBook(shipped, Overrides.NONE, Catalogue.load(), fleet),
        Silences.NONE,
        Optional.empty());
  }
}
