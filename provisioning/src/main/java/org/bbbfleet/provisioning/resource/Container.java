package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
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
  private static final String LABEL = "org.bbbfleet.container";
  private static final String LABEL_IMAGE = "org.bbbfleet.image";

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

  private String unit() {
    return name + ".service";
  }

  private HostFile unitFile() {
    return Resources.unitFile(unit(), unitText());
  }

  private HostFile environmentFile() {
    return Resources.file("/etc/bbb-fleet/containers/" + name + ".env", options.environmentFile())
        .mode("0600")
        .secret();
  }

  private String hash() {
    return Hash.sha256(String.join("\n", runWords("")).getBytes(StandardCharsets.UTF_8));
  }

  private List<String> runWords(String hash) {
    List<String> words = new ArrayList<>(List.of("/usr/bin/docker", "run", "--rm", "--name", name));
    words.addAll(List.of("--label", LABEL + "=" + hash, "--label", LABEL_IMAGE + "=" + image));
    words.addAll(List.of("--log-driver", "local", "--env-file", environmentFile().name()));
    words.addAll(options.words());
    options
        .healthy()
        .ifPresent(
            health ->
                words.addAll(
                    List.of(
                        "--health-cmd",
                        health.check(),
                        "--health-interval",
                        health.every().toSeconds() + "s",
                        "--health-timeout",
                        "5s",
                        "--health-start-period",
                        within.toSeconds() + "s")));
    words.add(image);
    words.addAll(options.command());
    return words;
  }

  private String unitText() {
    List<String> words = new ArrayList<>();
    runWords(hash()).forEach(word -> words.add(systemd(word)));
    return """
        [Unit]
        Description=Container %1$s
        Requires=docker.service
        After=docker.service network-online.target
        Wants=network-online.target
        StartLimitIntervalSec=0

        [Service]
        ExecStartPre=-/usr/bin/docker rm --force %1$s
        ExecStart=%2$s
        ExecStop=/usr/bin/docker stop --time 30 %1$s
        Restart=always
        RestartSec=5
        TimeoutStopSec=60

        [Install]
        WantedBy=multi-user.target
        """
        .formatted(name, String.join(" ", words));
  }

  /** A word of ExecStart that systemd passes on as it is. */
  private static String systemd(String word) {
    return "\""
        + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
        + "\"";
  }

  @Override
  public void ask(Questions questions) {
    unitFile().ask(questions);
    environmentFile().ask(questions);
    questions.unit(unit());
    questions.ask(new Running());
  }

  @Override
  public List<Change> changes(Facts facts) {
    Optional<Fact> there = Optional.ofNullable(facts.answer(new Running()).get(name));
    boolean haveFile = facts.file(unitFile().name()).isPresent();
    if (wanted == Wanted.ABSENT) {
      boolean ours = haveFile || facts.file(environmentFile().name()).isPresent();
      return ours || there.filter(fact -> !fact.hash().isEmpty()).isPresent()
          ? List.of(Change.of(Change.Sign.REMOVE, this, "", remove()))
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
    return List.of(
        Change.of(
                haveFile ? Change.Sign.MODIFY : Change.Sign.ADD,
                this,
                haveFile ? String.join(", ", differences) : image(image),
                (restart ? stop(scripts) : "")
                    + "systemctl enable -q "
                    + unit()
                    + "\n"
                    + (restart ? "systemctl start " + unit() + "\n" : "")
                    + await())
            .withText(new Change.Text(unitFile().name(), unitText())));
  }

  private boolean files(
      Facts facts, Optional<Fact> there, List<String> scripts, List<String> differences) {
    for (Change change : environmentFile().changes(facts)) {
      scripts.add(change.script());
      differences.add("environment");
    }
    List<Change> unitChanges = unitFile().changes(facts);
    unitChanges.forEach(change -> scripts.add(change.script()));
    String runs = there.map(Fact::image).orElse(image);
    if (!runs.equals(image)) {
      differences.add("image " + image(runs) + " → " + image(image));
    } else if (!unitChanges.isEmpty() || !there.map(Fact::hash).orElse(hash()).equals(hash())) {
      differences.add("options");
    }
    return !differences.isEmpty();
  }

  private boolean well(Fact fact) {
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

  private String stop(List<String> scripts) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        i=%s
        docker image inspect "$i" >/dev/null 2>&1 || case $i in
          sha256:*) echo "the image $i is not on the host; load it there first"; exit 1 ;;
          *) docker pull -q "$i" ;;
        esac
        mkdir -p -m 0755 /etc/bbb-fleet
        mkdir -p -m 0700 /etc/bbb-fleet/containers
        systemctl stop %s 2>/dev/null || :
        docker rm --force %s >/dev/null 2>&1 || :
        """
            .formatted(image, unit(), name));
    scripts.forEach(file -> script.append("(\n").append(file).append(")\n"));
    return script
        .append("systemctl daemon-reload\nsystemctl reset-failed ")
        .append(unit())
        .append(" 2>/dev/null || :\n")
        .toString();
  }

  private String await() {
    return """
        n=%1$s
        end=$(($(date +%%s) + %2$d))
        last=
        same=0
        while :; do
          s=$(docker inspect --type container -f '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.StartedAt}}' "$n" 2>/dev/null || :)
          case $s in
            'true healthy '*) break ;;
            'true none '*%3$s) if [ "$s" = "$last" ]; then same=$((same + 1)); else same=0; fi ;;
            *) same=0 ;;
          esac
          [ "$same" -lt 5 ] || break
          last=$s
          [ "$(date +%%s)" -lt "$end" ] || {
            echo "not well after %2$d s: ${s:-there is no container}; journalctl -u $n says why"
            docker inspect -f '{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}{{end}}{{end}}' "$n" 2>/dev/null | tail -n 5
            exit 1
          }
          sleep 1
        done
        """
        .formatted(name, within.toSeconds(), options.healthy().isPresent() ? "never" : "");
  }

  private String remove() {
    return """
        systemctl disable -q --now %1$s 2>/dev/null || :
        docker rm --force %2$s >/dev/null 2>&1 || :
        rm -f -- %3$s %4$s
        systemctl daemon-reload
        systemctl reset-failed %1$s 2>/dev/null || :
        """
        .formatted(unit(), name, Quote.sh(unitFile().name()), Quote.sh(environmentFile().name()));
  }

  /**
   * A container as Docker has it.
   *
   * @param state {@code running}, {@code exited} …
   * @param hash what it was started with; empty when it is not ours
   * @param image its image as it was said
   * @param health {@code healthy}, {@code unhealthy}, {@code starting} or {@code none}
   */
  record Fact(String state, String hash, String image, String health) {}

  /** All containers by name, asked once; none where Docker is not there or does not answer. */
  record Running() implements Question<Map<String, Fact>> {
    @Override
    public String script() {
      return "command -v docker >/dev/null || exit 0\n"
          + "timeout 10 docker ps -a --no-trunc --format '{{.Names}}|{{.State}}|{{.Label \""
          + LABEL
          + "\"}}|{{.Label \""
          + LABEL_IMAGE
          + "\"}}|{{.Status}}' | head -n 2000";
    }

    @Override
    public Map<String, Fact> read(Answer answer) {
      Map<String, Fact> all = new HashMap<>();
      for (String line : answer.lines()) {
        String[] field = line.split("\\|", 5);
        if (field.length == 5) {
          all.put(field[0], new Fact(field[1], field[2], field[3], health(field[4])));
        }
      }
      return all;
    }

    private static String health(String status) {
      return status.contains("(healthy)")
          ? "healthy"
          : status.contains("(unhealthy)")
              ? "unhealthy"
              : status.contains("(health: starting)") ? "starting" : "none";
    }
  }
}
