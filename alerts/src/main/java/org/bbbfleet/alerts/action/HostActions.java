package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.Shells;

/**
 * Runs actions on hosts, through the healer's forced command only: what travels is a verb and words
 * of a small alphabet, so that nothing needs quoting and no text of an alert is ever read by a
 * shell.
 */
public final class HostActions {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9@._:][A-Za-z0-9@._:-]{0,127}");

  private final FleetView fleet;
  private final Shells shells;
  private final Provisioning provisioning;
  private final Effect effect;

  /** Whether actions act. */
  public enum Effect {
    /** They do. */
    REAL,
    /** Hosts only describe what they would do. */
    DRY_RUN
  }

  /** Asked directly before something leaves this machine: why it may not, if it may not. */
  @FunctionalInterface
  public interface LastLook {
    /** Nothing is looked at. */
    LastLook NONE = Optional::empty;

    Optional<String> holdsBack();
  }

  /** Actions of a service that provisions nothing. */
  public HostActions(FleetView fleet, Shells shells, Effect effect) {
    this(fleet, shells, Provisioning.NONE, effect);
  }

  /**
   * Actions.
   *
   * @param shells opens hosts with the healer's key, which is bound to {@code fleet-heal}
   * @param provisioning what provisions roles anew
   * @param effect whether actions act
   */
  public HostActions(FleetView fleet, Shells shells, Provisioning provisioning, Effect effect) {
    this.fleet = requireNonNull(fleet, "fleet is null");
    this.shells = requireNonNull(shells, "shells is null");
    this.provisioning = requireNonNull(provisioning, "provisioning is null");
    this.effect = requireNonNull(effect, "effect is null");
  }

  /** Whether actions act. */
  public Effect effect() {
    return effect;
  }

  /** Runs an action on a host; every failure is in the report. */
  public Report run(String host, Catalogue.Bound bound) {
    return run(host, bound, effect);
  }

  /** The same, dry whatever the healer does otherwise when so wanted. */
  public Report run(String host, Catalogue.Bound bound, Effect wanted) {
    return run(host, bound, wanted, "", LastLook.NONE);
  }

  /**
   * The same, with a last look before it begins, and once more when the connection to the host
   * stands and before the first request leaves: what is held back then is {@link
   * Outcome#HELD_BACK}.
   *
   * @param holder who holds the host's lease meanwhile; empty when nobody does
   */
  public Report run(
      String host, Catalogue.Bound bound, Effect wanted, String holder, LastLook last) {
    Optional<String> held = last.holdsBack();
    return held.isPresent()
        ? new Report(Outcome.HELD_BACK, held.get())
        : bound.action().run(new OneCall(host, bound, strictest(wanted), holder, last));
  }

  /** Puts back what an action left half done; empty when it needs nothing. */
  public Optional<Report> compensate(String host, Catalogue.Bound bound) {
    return bound.action().compensate(new OneCall(host, bound, effect, "", LastLook.NONE));
  }

  /** One turn of a long action, in earnest. */
  public Turn turn(String host, LongAction action, Catalogue.Bound bound, Diary diary) {
    return action.turn(new OneCall(host, bound, Effect.REAL, "", LastLook.NONE), diary);
  }

  private Effect strictest(Effect wanted) {
    return effect == Effect.DRY_RUN ? effect : wanted;
  }

  /** One action on one host. */
  private final class OneCall implements ActionContext {
    private final String host;
    private final Catalogue.Bound bound;
    private final Effect now;
    private final String holder;
    private LastLook last;

    private OneCall(String host, Catalogue.Bound bound, Effect now, String holder, LastLook last) {
      this.host = host;
      this.bound = bound;
      this.now = now;
      this.holder = holder;
      this.last = last;
    }

    @Override
    public String host() {
      return host;
    }

    @Override
    public Effect effect() {
      return now;
    }

    @Override
    public String parameter(String name) {
      return requireNonNull(bound.parameters().get(name), () -> "no parameter " + name);
    }

    @Override
    public Report onHost(String verb, String... arguments) {
      return on(host, verb, arguments);
    }

    @Override
    public Report on(String other, Duration within, String verb, String... arguments) {
      LastLook look = last;
      if (other.equals(host)) {
        // What has begun is not interrupted.
        last = LastLook.NONE;
      }
      return request(other, line(now, verb, arguments), within, now, look);
    }

    @Override
    public Duration timeout() {
      return bound.action().timeout();
    }

    @Override
    public ActionContext unless(LastLook heldBack) {
      return new OneCall(host, bound, now, holder, heldBack);
    }

    @Override
    public FleetView fleet() {
      return fleet;
    }

    @Override
    public Report provision(String role) {
      return provisioning.carryOut(
          new Provisioning.Order(host, role, now, holder, bound.action().timeout()));
    }
  }

  private static String line(Effect now, String verb, String... arguments) {
    StringBuilder line = new StringBuilder(now == Effect.DRY_RUN ? "dry-run " : "");
    line.append(word(verb));
    for (String argument : arguments) {
      line.append(' ').append(word(argument));
    }
    return line.toString();
  }

  private static String word(String word) {
    if (!WORD.matcher(word).matches()) {
      throw new FleetException(ErrorCategory.INTERNAL, "an action's argument was not validated");
    }
    return word;
  }

  private Report request(String name, String line, Duration timeout, Effect now, LastLook last) {
    Host host =
        fleet
            .host(name)
            .orElseThrow(
                () -> new FleetException(ErrorCategory.INPUT, "the inventory has no host " + name));
    Shell shell;
    try {
      shell = shells.open(host);
    } catch (FleetException e) {
      return new Report(Outcome.NOT_REACHED, e.category() + ": " + e.getMessage());
    }
    try (shell) {
      Optional<String> held = last.holdsBack();
      if (held.isPresent()) {
        return new Report(Outcome.HELD_BACK, held.get());
      }
      return report(shell.command(line, timeout), now);
    } catch (FleetException e) {
      return new Report(Outcome.CUT_OFF, e.category() + ": " + e.getMessage());
    }
  }

  private static Report report(Shell.Result result, Effect now) {
    String said = (result.out() + "\n" + result.err()).strip();
    Outcome outcome =
        switch (result.exitStatus()) {
          case 0 -> Outcome.DONE;
          case 3 -> Outcome.NOTHING_TO_DO;
          case 64 -> Outcome.REFUSED;
          default -> Outcome.FAILED;
        };
    boolean described =
        now == Effect.DRY_RUN && (outcome == Outcome.DONE || outcome == Outcome.NOTHING_TO_DO);
    // What it said comes first: where there is room for a line, that is the one.
    String status = outcome == Outcome.FAILED ? "\nexit status " + result.exitStatus() : "";
    return new Report(described ? Outcome.DRY_RUN : outcome, (said + status).strip());
  }
}
