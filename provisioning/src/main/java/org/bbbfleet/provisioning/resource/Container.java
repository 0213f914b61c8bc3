package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;
import org.bbbfleet.provisioning.resource.ContainerOptions.Health;
import org.bbbfleet.provisioning.resource.ContainerOptions.Port;
import org.bbbfleet.provisioning.resource.ContainerOptions.Protocol;
import org.bbbfleet.provisioning.resource.ContainerOptions.Volume;
import org.bbbfleet.provisioning.resource.ContainerOptions.Writing;

/**
 * A container of Docker's, run by a unit of its own name from an image that is known by its digest.
 * It is pulled while the old one still runs; the old one is then stopped before the files change,
 * so that nothing ever runs that the files don't say. It is done when its health check says that it
 * is well, or, without one, when it has run for five seconds without a restart.
 *
 * @param name the container's and its unit's name
 * @param image {@code name[:tag]@sha256:…}, or {@code sha256:…} for one that is loaded on the host
 * @param options how it is run
 * @param within how long it may take to be well
 * @param wanted whether it shall be there
 */
public record Container(
    String name, String image, ContainerOptions options, Duration within, Wanted wanted)
    implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");
  private static final Pattern IMAGE =
      Pattern.compile(
          "([a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*"
              + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?@sha256:[0-9a-f]{64}|sha256:[0-9a-f]{64}");

  public Container {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a container: " + Names.shown(name));
    }
    if (image.length() > 400 || !IMAGE.matcher(image).matches()) {
      throw new IllegalArgumentException(
          "not an image with its digest (name@sha256:… or sha256:…): " + Names.shown(image));
    }
    requireNonNull(options, "options is null");
    requireNonNull(wanted, "wanted is null");
    if (within.compareTo(Duration.ofSeconds(1)) < 0
        || within.compareTo(Duration.ofMinutes(20)) > 0) {
      throw new IllegalArgumentException("a container may take 1 s to 20 min, not " + within);
    }
  }

  static Container of(String name, String image) {
    return new Container(name, image, ContainerOptions.NONE, Duration.ofMinutes(2), Wanted.PRESENT);
  }

  private Container with(ContainerOptions newOptions) {
    return new Container(name, image, newOptions, within, wanted);
  }

  /** The same with a port that everybody reaches. */
  public Container port(int outside, int inside) {
    return with(options.withPort(new Port(Optional.empty(), outside, inside, Protocol.TCP)));
  }

  /** The same with a port that only the host itself reaches. */
  public Container localPort(int outside, int inside) {
    return with(
        options.withPort(new Port(Optional.of("127.0.0.1"), outside, inside, Protocol.TCP)));
  }

  /** The same with a UDP port that everybody reaches. */
  public Container udpPort(int outside, int inside) {
    return with(options.withPort(new Port(Optional.empty(), outside, inside, Protocol.UDP)));
  }

  /** The same with a path or named volume that it may write to. */
  public Container volume(String source, String target) {
    return with(options.withVolume(new Volume(source, target, Writing.ALLOWED)));
  }

  /** The same with a path that it may read. */
  public Container reads(String source, String target) {
    return with(options.withVolume(new Volume(source, target, Writing.READ_ONLY)));
  }

  /** The same with a variable of its environment, which goes by a file that only root reads. */
  public Container environment(String variable, Secret value) {
    return with(options.withEnvironment(variable, value));
  }

  /** The same in a network: {@code host}, or one that exists. */
  public Container network(String network) {
    return with(options.withNetwork(network));
  }

  /** The same run by another user. */
  public Container user(String user) {
    return with(options.withUser(user));
  }

  /** The same with at most this memory: {@code 512m}. */
  public Container memory(String most) {
    return with(options.withMemory(most));
  }

  /** The same with another command than the image's. */
  public Container runs(String... command) {
    return with(options.withCommand(List.of(command)));
  }

  /** The same, well while this command of sh succeeds in it; asked every five seconds. */
  public Container healthyWhen(String check) {
    return healthyWhen(check, Duration.ofSeconds(5));
  }

  /** The same, well while this command of sh succeeds in it; asked this often. */
  public Container healthyWhen(String check, Duration every) {
    return with(options.withHealthy(new Health(check, every)));
  }

  /** The same with another time in which it must be well. */
  public Container within(Duration longest) {
    return new Container(name, image, options, longest, wanted);
  }

  /** The container, its unit and its environment go; volumes and the image stay. */
  public Container absent() {
    return new Container(name, image, options, within, Wanted.ABSENT);
  }

  @Override
  public String kind() {
    return "container";
  }

  String unit() {
    return name + ".service";
  }

  HostFile unitFile() {
    return Resources.unitFile(unit(), ContainerUnit.text(this));
  }

  HostFile environmentFile() {
    return Resources.file("/etc/bbb-fleet/containers/" + name + ".env", options.environmentFile())
        .mode("0600")
        .secret();
  }

  @Override
  public void ask(Questions questions) {
    unitFile().ask(questions);
    environmentFile().ask(questions);
    questions.unit(unit());
    questions.ask(new ContainerFact.All());
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<ContainerFact> there =
        Optional.ofNullable(facts.answer(new ContainerFact.All()).get(name));
    boolean haveFile = facts.file(unitFile().name()).isPresent();
    if (wanted == Wanted.ABSENT) {
      boolean ours = haveFile || facts.file(environmentFile().name()).isPresent();
      return ours || there.filter(fact -> !fact.hash().isEmpty()).isPresent()
          ? List.of(Change.of(Change.Sign.REMOVE, this, "", ContainerScripts.remove(this)))
          : List.of();
    }
    UnitFact unit = facts.unit(unit());
    if ((there.isPresent() && there.get().hash().isEmpty()) || (unit.loaded() && !haveFile)) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "there is a container or a unit %s that somebody else made. Remove or rename it first."
              .formatted(name));
    }
    List<String> scripts = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    boolean recreate = files(facts, there, scripts, differences);
    if (!unit.enabled()) {
      differences.add("enable");
    }
    boolean runs =
        unit.running() && there.filter(fact -> fact.state().equals("running")).isPresent();
    if (!runs) {
      differences.add("start");
    } else if (!well(there.get())) {
      differences.add(there.get().health());
    }
    if (differences.isEmpty()) {
      return List.of();
    }
    boolean restart = recreate || !runs || there.get().health().equals("unhealthy");
    boolean waits = !restart && unit.enabled();
    return List.of(
        Change.of(
                haveFile ? Change.Sign.MODIFY : Change.Sign.ADD,
                this,
                haveFile ? String.join(", ", differences) : image(image),
                (restart ? ContainerScripts.stop(this, scripts) : "")
                    + "systemctl enable -q "
                    + unit()
                    + "\n"
                    + (restart ? "systemctl start " + unit() + "\n" : "")
                    + ContainerScripts.await(this))
            .withText(new Change.Text(unitFile().name(), ContainerUnit.text(this)))
            .on(waits ? Change.Basis.WAITING : Change.Basis.STATE));
  }

  private boolean files(
      Facts facts, Optional<ContainerFact> there, List<String> scripts, List<String> differences) {
    for (Change change : environmentFile().changes(facts)) {
      scripts.add(change.script());
      differences.add("environment");
    }
    List<Change> unitChanges = unitFile().changes(facts);
    unitChanges.forEach(change -> scripts.add(change.script()));
    String runs = there.map(ContainerFact::image).orElse(image);
    if (!runs.equals(image)) {
      differences.add("image " + image(runs) + " → " + image(image));
    } else if (!unitChanges.isEmpty()
        || !there
            .map(ContainerFact::hash)
            .orElse(ContainerUnit.hash(this))
            .equals(ContainerUnit.hash(this))) {
      differences.add("options");
    }
    return !differences.isEmpty();
  }

  private boolean well(ContainerFact fact) {
    return fact.health().equals("healthy")
        || (fact.health().equals("none") && options.healthy().isEmpty());
  }

  // As much of a digest as people compare.
  private static String image(String reference) {
    int digest = reference.indexOf("sha256:");
    return digest < 0
        ? reference
        : reference.substring(0, Math.min(reference.length(), digest + "sha256:".length() + 12));
  }
}
