package org.bbbfleet.provisioning.apply;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;

/** Makes a plan's changes on its host, in as few scripts as their size allows. */
public final class Applier {
  private static final int LARGEST_SCRIPT = 4 * 1024 * 1024;
  private static final Duration BATCH_TIMEOUT = Duration.ofMinutes(30);
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(15);
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final Layout layout;
  private final RandomGenerator random;
  private final OnceGate once;
  private final Optional<Supplier<Shell>> again;

  /** Is told of progress. */
  public interface Progress {
    /** A step begins: a change's or a handler's line. */
    void began(int step, String what);

    /** A step has ended; {@code failure} is empty when it succeeded. */
    void ended(int step, String what, Optional<String> failure);

    /** A step is left out, because another host has done it for the fleet. */
    default void doneElsewhere(int step) {}

    /** Asked before the handlers of what was changed before something failed. */
    default void beforeHandlers() {}

    /** A line that a step printed. */
    default void output(String line) {}

    /** Asked before each script; throws when the host may no longer be changed. */
    void checkpoint();
  }

  /** One for a host without a fleet, which confirms changes over the connection that made them. */
  public Applier(Layout layout, RandomGenerator random) {
    this(layout, random, OnceGate.ALONE, Optional.empty());
  }

  /** One for a host of a fleet, which confirms changes over the connection that made them. */
  public Applier(Layout layout, RandomGenerator random, OnceGate once) {
    this(layout, random, once, Optional.empty());
  }

  /**
   * One for a host of a fleet, which can prove that the host is still reached.
   *
   * @param once who may take the steps that happen once
   * @param again opens one more connection to the host
   */
  public Applier(Layout layout, RandomGenerator random, OnceGate once, Supplier<Shell> again) {
    this(layout, random, once, Optional.of(again));
  }

  private Applier(
      Layout layout, RandomGenerator random, OnceGate once, Optional<Supplier<Shell>> again) {
    this.once = requireNonNull(once, "once is null");
    this.layout = requireNonNull(layout, "layout is null");
    this.random = requireNonNull(random, "random is null");
    this.again = again;
  }

  /**
   * Makes the changes, then runs the handlers that are due, also when a change failed.
   *
   * @throws FleetException (REMOTE) naming the first step that failed and what it said; or as the
   *     shell throws when the connection is lost
   */
  public void apply(HostPlan plan, Shell shell, Progress progress) {
    if (plan.isEmpty()) {
      return;
    }
    String nonce = nonce();
    BatchScript batches = new BatchScript(layout, nonce);
    StepLog run = new StepLog(plan, progress);
    StepReader reader = new StepReader(nonce, run);
    upload(plan, shell, batches, progress);
    int next = 0;
    boolean well = true;
    try (OnceTurn turn = new OnceTurn(once)) {
      while (well && next < plan.changes().size()) {
        List<Change> batch = take(plan.changes(), next);
        Optional<String> proof = batch.get(batch.size() - 1).confirmation();
        String step = batch.get(0).once();
        boolean ours;
        try {
          progress.checkpoint();
          ours = turn.begin(step);
        } catch (FleetException e) {
          if (next > 0) {
            handlersAfter(e, () -> handlers(plan, shell, reader, run, batches, progress));
          }
          throw e;
        }
        int first = next;
        next += batch.size();
        boolean end = next == plan.changes().size();
        if (!ours) {
          for (int i = first; i < next; i++) {
            progress.doneElsewhere(i);
          }
          continue;
        }
        // After a step of the fleet, handlers come in a script of their own: they are not of it.
        boolean last = end && proof.isEmpty() && step.isEmpty();
        List<Handler> handlers = last ? plan.handlers() : List.of();
        send(shell, reader, run, batches.render(first, batch, handlers, plan.changes().size()));
        well = reader.allWell();
        if (well && proof.isPresent()) {
          well = confirm(shell, proof.get(), run, next - 1);
        }
        if (well && (end || !plan.changes().get(next).once().equals(step))) {
          turn.succeeded();
        }
        if (last) {
          run.finish();
          return;
        }
      }
    }
    handlers(plan, shell, reader, run, batches, progress);
    run.finish();
  }

  private static void handlers(
      HostPlan plan,
      Shell shell,
      StepReader reader,
      StepLog run,
      BatchScript batches,
      Progress progress) {
    progress.beforeHandlers();
    send(shell, reader, run, batches.render(0, List.of(), plan.handlers(), plan.changes().size()));
  }

  // What was changed before a stop must not go on with its old configuration. Without the lease
  // nothing may be done; the markers stay for the next run.
  private static void handlersAfter(FleetException why, Runnable handlers) {
    try {
      handlers.run();
    } catch (FleetException e) {
      why.addSuppressed(e);
    }
  }

  private boolean confirm(Shell shell, String proof, StepLog run, int step) {
    Shell.Script script = Shell.Script.of(layout.script("set -e\n" + proof), SHORT);
    try {
      Shell.Result result;
      if (again.isEmpty()) {
        result = shell.run(script);
      } else {
        try (Shell anew = again.get().get()) {
          result = anew.run(script);
        }
      }
      if (!result.ok()) {
        run.ended(step, result.exitStatus(), (result.out() + result.err()).strip());
      }
      return result.ok();
    } catch (FleetException e) {
      run.ended(
          step, 1, "the host could not be reached anew, and takes it back: " + e.getMessage());
      return false;
    }
  }

  private void upload(HostPlan plan, Shell shell, BatchScript batches, Progress progress) {
    List<Change.Upload> uploads =
        plan.changes().stream().flatMap(change -> change.uploads().stream()).distinct().toList();
    if (uploads.isEmpty()) {
      return;
    }
    progress.checkpoint();
    Shell.Result made = shell.run(Shell.Script.of(batches.forUploads(uploads), SHORT));
    if (!made.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          shell.host() + ": no directory for uploads could be made: " + made.err().strip());
    }
    for (Change.Upload upload : uploads) {
      shell.upload(upload.local(), upload.remote(), "0600", UPLOAD_TIMEOUT);
    }
  }

  private static void send(Shell shell, StepReader reader, StepLog run, String script) {
    reader.next();
    Shell.Result result = shell.run(new Shell.Script(script, BATCH_TIMEOUT, reader::line));
    if (!reader.done()) {
      String where = reader.running().map(run::what).orElse("the batch");
      throw new FleetException(
          ErrorCategory.REMOTE,
          "%s: the script ended with status %d in the middle of %s. What it did stays; run again. %s"
              .formatted(
                  shell.host(),
                  result.exitStatus(),
                  where,
                  (reader.output() + " " + result.err()).strip()));
    }
    if (!result.ok() && run.well()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          shell.host()
              + ": "
              + (result.err().isBlank() ? "the script failed" : result.err().strip()));
    }
  }

  private static List<Change> take(List<Change> changes, int from) {
    List<Change> batch = new ArrayList<>();
    int size = 0;
    for (Change change : changes.subList(from, changes.size())) {
      size += change.script().length();
      boolean sameStep = batch.isEmpty() || batch.get(0).once().equals(change.once());
      if ((!batch.isEmpty() && size > LARGEST_SCRIPT) || !sameStep) {
        break;
      }
      batch.add(change);
      if (change.confirmation().isPresent()) {
        break;
      }
    }
    return batch;
  }

  private String nonce() {
    byte[] bytes = new byte[12];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
