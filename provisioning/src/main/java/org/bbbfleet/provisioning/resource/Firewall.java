package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;

/**
 * Who reaches which ports of a host: one table of nftables that is ours alone, with the ports of
 * all of the host's roles. It sees packets before Docker does, so that what containers publish is
 * held to it, too. Where ufw is active the ports are opened there as well ({@link Ufw}). Other
 * firewalls' rules are neither read nor changed, and what they refuse stays refused. Ports that no
 * role names stay as they are, unless the firewall is closed.
 *
 * <p>The port by which we came is always open first: to everybody, or where a role says from where,
 * not without our own address. The rules are checked with {@code nft -c}, and the host takes them
 * back by itself unless a new connection to it confirms them in time; only then do they outlast a
 * restart.
 *
 * @param ports who reaches what, each only once
 * @param others what becomes of ports that nobody names
 * @param wanted whether the table shall be there
 * @param back after how long rules are taken back that nobody confirmed
 */
public record Firewall(List<Ports> ports, Others others, Wanted wanted, Duration back)
    implements Resource {

  /** What becomes of ports that nobody names. */
  public enum Others {
    AS_THEY_ARE,
    CLOSED
  }

  public Firewall {
    requireNonNull(others, "others is null");
    requireNonNull(wanted, "wanted is null");
    ports =
        ports.stream()
            .sorted(
                Comparator.comparing(Ports::protocol)
                    .thenComparingInt(Ports::first)
                    .thenComparingInt(Ports::last))
            .toList();
    if (back.compareTo(Duration.ofSeconds(2)) < 0 || back.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("rules are taken back after 2 s to 5 min, not " + back);
    }
  }

  static Firewall of(List<Ports> ports) {
    return new Firewall(ports, Others.AS_THEY_ARE, Wanted.PRESENT, Duration.ofSeconds(40));
  }

  /** The same, reached from these addresses and networks only; from none by nobody. */
  public Firewall from(String... addresses) {
    return new Firewall(
        ports.stream().map(port -> port.from(List.of(addresses))).toList(), others, wanted, back);
  }

  /** The same, with every port closed that no role names. */
  public Firewall closed() {
    return new Firewall(ports, Others.CLOSED, wanted, back);
  }

  /** The same, taken back after this time if nobody confirms it. */
  public Firewall back(Duration after) {
    return new Firewall(ports, others, wanted, after);
  }

  /** The table goes, and every port is as if it had never been. */
  public Firewall absent() {
    return new Firewall(ports, others, Wanted.ABSENT, back);
  }

  @Override
  public Resource with(Resource other) {
    if (!(other instanceof Firewall more) || more.wanted != wanted) {
      return Resource.super.with(other);
    }
    List<Ports> all = new ArrayList<>(ports);
    for (Ports one : more.ports) {
      Optional<Ports> same = all.stream().filter(one::samePorts).findFirst();
      same.ifPresent(all::remove);
      all.add(same.map(one::with).orElse(one));
    }
    return new Firewall(
        all,
        others == Others.CLOSED ? others : more.others,
        wanted,
        back.compareTo(more.back) < 0 ? back : more.back);
  }

  @Override
  public String kind() {
    return "firewall";
  }

  @Override
  public String name() {
    return "ports";
  }

  @Override
  public void ask(Questions questions) {
    questions.content(FirewallScripts.FILE);
    questions.unit(FirewallScripts.UNIT);
    FirewallScripts.unitFile().ask(questions);
    questions.ask(new FirewallFact.Look());
  }

  @Override
  public List<Change> changes(Facts facts) {
    FirewallFact found = facts.answer(new FirewallFact.Look());
    boolean file = facts.file(FirewallScripts.FILE).isPresent();
    if (wanted == Wanted.ABSENT) {
      return removal(found, file);
    }
    String text = new FirewallRules(ports, others).text(found);
    List<String> differences = new ArrayList<>();
    Set<String> lines = new TreeSet<>(new FirewallRules(ports, others).comments());
    lines.stream().filter(l -> !found.ports().contains(l)).forEach(l -> differences.add("+ " + l));
    found.ports().stream().filter(l -> !lines.contains(l)).forEach(l -> differences.add("- " + l));
    String hash = Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    if (differences.isEmpty()
        && !facts.file(FirewallScripts.FILE).filter(f -> f.sha256().equals(hash)).isPresent()) {
      differences.add("rules");
    }
    if (differences.isEmpty() && !found.loaded().equals(hash)) {
      differences.add("changed by somebody");
    }
    UnitFact unit = facts.unit(FirewallScripts.UNIT);
    if (!FirewallScripts.unitFile().changes(facts).isEmpty()
        || !unit.enabled()
        || !unit.running()) {
      differences.add("loaded at boot");
    }
    differences.addAll(found.ufw().differences(ports));
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(
                    file ? Change.Sign.MODIFY : Change.Sign.ADD,
                    this,
                    String.join("; ", differences),
                    FirewallScripts.load(text, found.ufw().script(ports), back))
                .withText(new Change.Text(FirewallScripts.FILE, text))
                .confirmedBy(FirewallScripts.confirm(hash)));
  }

  // Without our table more is open than before; without our rules of ufw less is, SSH perhaps.
  private List<Change> removal(FirewallFact found, boolean file) {
    String ufw = found.ufw().removal();
    if (ufw.isEmpty()) {
      return file || found.there()
          ? List.of(Change.of(Change.Sign.REMOVE, this, "", FirewallScripts.remove()))
          : List.of();
    }
    return List.of(
        Change.of(
                Change.Sign.REMOVE,
                this,
                "",
                FirewallScripts.load(FirewallScripts.NO_TABLE, ufw, back))
            .confirmedBy(FirewallScripts.CONFIRMED + FirewallScripts.remove()));
  }
}
