package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Question;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.facts.UnitFact;

/**
 * Who reaches which ports of a host: one table of nftables that is ours alone, with the ports of
 * all of the host's roles. It sees packets before Docker does, so that what containers publish is
 * held to it, too; other firewalls' rules are neither read nor changed, and what they refuse stays
 * refused. Ports that no role names stay as they are, unless the firewall is closed.
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
  private static final String FILE = "/etc/bbb-fleet/firewall.nft";
  private static final String UNIT = "bbb-fleet-firewall.service";
  private static final String BACK = "bbb-fleet-firewall-back";
  private static final String STATE = "s=${FLEET_PENDING%/*}\n";
  private static final String LISTING = "nft -s list table inet bbb_fleet 2>/dev/null | sha256sum";

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

  private HostFile unitFile() {
    return Resources.unitFile(
        UNIT,
        """
        [Unit]
        Description=Who reaches which ports
        DefaultDependencies=no
        Wants=network-pre.target
        Before=network-pre.target shutdown.target
        Conflicts=shutdown.target
        # Whoever loads that one's rules throws away all others.
        After=nftables.service
        PartOf=nftables.service
        ReloadPropagatedFrom=nftables.service

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/sbin/nft -f %1$s
        ExecReload=/usr/sbin/nft -f %1$s

        [Install]
        WantedBy=sysinit.target
        """
            .formatted(FILE));
  }

  @Override
  public void ask(Questions questions) {
    questions.content(FILE);
    questions.unit(UNIT);
    unitFile().ask(questions);
    questions.ask(new Look());
  }

  @Override
  public List<Change> changes(Facts facts) {
    Found found = facts.answer(new Look());
    boolean file = facts.file(FILE).isPresent();
    if (wanted == Wanted.ABSENT) {
      return file || found.there()
          ? List.of(Change.of(Change.Sign.REMOVE, this, "", remove()))
          : List.of();
    }
    String text = text(found);
    List<String> differences = new ArrayList<>();
    Set<String> lines = new TreeSet<>(comments());
    lines.stream().filter(l -> !found.ports().contains(l)).forEach(l -> differences.add("+ " + l));
    found.ports().stream().filter(l -> !lines.contains(l)).forEach(l -> differences.add("- " + l));
    String hash = Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    if (differences.isEmpty()
        && !facts.file(FILE).filter(f -> f.sha256().equals(hash)).isPresent()) {
      differences.add("rules");
    }
    if (differences.isEmpty() && !found.loaded().equals(hash)) {
      differences.add("changed by somebody");
    }
    UnitFact unit = facts.unit(UNIT);
    if (!unitFile().changes(facts).isEmpty() || !unit.enabled() || !unit.running()) {
      differences.add("loaded at boot");
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            Change.of(
                    file ? Change.Sign.MODIFY : Change.Sign.ADD,
                    this,
                    String.join("; ", differences),
                    load(text))
                .withText(new Change.Text(FILE, text))
                .confirmedBy(confirm(hash)));
  }

  private List<String> comments() {
    List<String> lines = new ArrayList<>(ports.stream().map(Ports::toString).toList());
    if (others == Others.CLOSED) {
      lines.add("all others closed");
    }
    return lines;
  }

  private String text(Found found) {
    Set<Integer> ssh = new TreeSet<>(found.ssh());
    if (ssh.isEmpty()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "by which port SSH comes could not be told, and no rule is made that might close it");
    }
    for (int port : found.ssh()) {
      List<Ports> named = ports.stream().filter(one -> one.holds(port)).toList();
      if (!named.isEmpty()) {
        if (named.stream().noneMatch(one -> admits(one, found.client()))) {
          throw new FleetException(
              ErrorCategory.INPUT,
              "SSH is to be reached from elsewhere only, not from %s, where we are. Nothing was changed."
                  .formatted(found.client().isEmpty() ? "an unknown address" : found.client()));
        }
        ssh.remove(port);
      }
    }
    StringBuilder sets = new StringBuilder();
    StringBuilder accept = new StringBuilder();
    StringBuilder drop = new StringBuilder();
    ssh.forEach(port -> accept.append("    tcp dport ").append(port).append(" accept\n"));
    int n = 0;
    for (Ports one : ports) {
      n++;
      if (one.sources().isEmpty()) {
        accept.append("    ").append(one.match()).append(" accept\n");
        continue;
      }
      List<String> v4 = one.sources().get().stream().filter(Ports::isIpv4).toList();
      List<String> v6 = one.sources().get().stream().filter(s -> !Ports.isIpv4(s)).toList();
      source(sets, accept, one, "ip", n, v4);
      source(sets, accept, one, "ip6", n, v6);
      drop.append("    ").append(one.match()).append(" drop\n");
    }
    if (others == Others.CLOSED) {
      // Without these two, IPv6 does not work and addresses can't be renewed.
      accept.append("    meta l4proto { icmp, icmpv6 } accept\n    udp dport { 68, 546 } accept\n");
      drop.append("    drop\n");
    }
    return "# Who reaches which ports. Made by fleet provision; changes are taken back.\n"
        + comments().stream().map(line -> "# port " + line + "\n").collect(Collectors.joining())
        + "table inet bbb_fleet\ndelete table inet bbb_fleet\ntable inet bbb_fleet {\n"
        + sets
        + """
          chain ports {
            type filter hook prerouting priority mangle; policy accept;
            iifname "lo" accept
            ct state established,related accept
            fib daddr type != local accept
        """
        + accept
        + drop
        + "  }\n}\n";
  }

  private static void source(
      StringBuilder sets,
      StringBuilder accept,
      Ports one,
      String family,
      int n,
      List<String> from) {
    if (from.isEmpty()) {
      return;
    }
    String name = family + "_" + n;
    sets.append("  set ").append(name).append(" {\n    type ");
    sets.append(family.equals("ip") ? "ipv4_addr" : "ipv6_addr");
    sets.append("\n    flags interval\n    auto-merge\n    elements = { ");
    sets.append(String.join(", ", from)).append(" }\n  }\n");
    accept.append("    ").append(one.match()).append(' ').append(family);
    accept.append(" saddr @").append(name).append(" accept\n");
  }

  private static boolean admits(Ports one, String client) {
    return one.sources().isEmpty()
        || (!client.isEmpty()
            && one.sources().get().stream().anyMatch(network -> within(client, network)));
  }

  private static boolean within(String address, String network) {
    int slash = network.indexOf('/');
    byte[] inner = bytes(address);
    byte[] outer = bytes(slash < 0 ? network : network.substring(0, slash));
    if (inner.length != outer.length) {
      return false;
    }
    int free =
        inner.length * 8
            - (slash < 0 ? inner.length * 8 : Integer.parseInt(network.substring(slash + 1)));
    return new BigInteger(1, inner)
        .shiftRight(free)
        .equals(new BigInteger(1, outer).shiftRight(free));
  }

  // Both are literal addresses by now: nothing is looked up.
  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }

  private String load(String text) {
    return STATE
        + """
        command -v nft >/dev/null || { echo "there is no nft; install nftables"; exit 1; }
        umask 077
        mkdir -p -m 0755 /etc/bbb-fleet
        mkdir -p -- "$s"
        printf '%%s' %1$s >%2$s.new
        nft -c -f %2$s.new
        # An earlier run that nobody confirmed is taken back before we look how it was.
        if [ -e "$s/firewall.pending" ] && [ -e "$s/firewall.before" ]; then
          nft -f "$s/firewall.before"
        fi
        systemctl stop %3$s.timer 2>/dev/null || :
        rm -f -- "$s/firewall.pending"
        {
          printf 'table inet bbb_fleet\\ndelete table inet bbb_fleet\\n'
          nft -s list table inet bbb_fleet 2>/dev/null || :
        } >"$s/firewall.before"
        : >"$s/firewall.pending"
        systemd-run -q --collect --unit=%3$s --on-active=%4$d --timer-property=AccuracySec=1s \\
          /bin/sh -c 'rm -- "$1/firewall.pending" && /usr/sbin/nft -f "$1/firewall.before"' sh "$s"
        nft -f %2$s.new
        """
            .formatted(Quote.sh(text), FILE, BACK, back.toSeconds());
  }

  // Removing the marker is what decides between us and the way back.
  private String confirm(String hash) {
    return STATE
        + """
        rm -- "$s/firewall.pending" 2>/dev/null || { echo "nobody confirmed in time, and the rules were taken back"; exit 1; }
        systemctl stop %1$s.timer
        mv -f -T -- %2$s.new %2$s
        (
        %3$s)
        systemctl daemon-reload
        systemctl enable -q %4$s
        systemctl restart %4$s
        t=$(%5$s)
        printf '%%s %%s\\n' %6$s "${t%%%% *}" >"$s/.firewall.loaded"
        mv -f -T -- "$s/.firewall.loaded" "$s/firewall.loaded"
        """
            .formatted(BACK, FILE, unitFile().script(), UNIT, LISTING, hash);
  }

  private String remove() {
    return STATE
        + """
        rm -f -- "$s/firewall.pending"
        systemctl stop %1$s.timer 2>/dev/null || :
        systemctl disable -q --now %2$s 2>/dev/null || :
        if nft list table inet bbb_fleet >/dev/null 2>&1; then nft delete table inet bbb_fleet; fi
        rm -f -- %3$s %3$s.new /etc/systemd/system/%2$s "$s/firewall.loaded" "$s/firewall.before"
        systemctl daemon-reload
        """
            .formatted(BACK, UNIT, FILE);
  }

  /**
   * What a host said.
   *
   * @param ssh the ports by which SSH comes
   * @param client from where we came; empty when that is not known
   * @param loaded the hash of the file whose rules are loaded, unchanged; empty for none
   * @param there whether the table is there
   * @param ports the lines for people in the file
   */
  record Found(Set<Integer> ssh, String client, String loaded, boolean there, Set<String> ports) {}

  /** How SSH comes in, what is loaded and what the file says. */
  record Look() implements Question<Found> {
    @Override
    public String script() {
      return STATE
          + """
          echo "came ${SSH_CONNECTION-}"
          /usr/sbin/sshd -T | sed -n 's/^port \\([0-9]*\\)$/ssh \\1/p; s/^listenaddress .*:\\([0-9]*\\)$/ssh \\1/p'
          if command -v nft >/dev/null && t=$(nft -s list table inet bbb_fleet); then
            t=$(%s)
            echo "listing ${t%%%% *}"
          fi
          ! read -r file listing <"$s/firewall.loaded" || echo "loaded $file $listing"
          grep '^# port ' %s
          """
              .formatted(LISTING, FILE);
    }

    @Override
    public Found read(Answer answer) {
      Set<Integer> ssh = new TreeSet<>();
      Set<String> ports = new TreeSet<>();
      String client = "";
      String listing = "";
      String loaded = "";
      for (String line : answer.lines()) {
        String[] word = line.split(" ");
        if (line.startsWith("# port ")) {
          ports.add(line.substring("# port ".length()));
        } else if (word[0].equals("came") && word.length == 5) {
          client = word[1].replaceAll("%.*", "");
          ssh.add(Integer.parseInt(word[4]));
        } else if (word[0].equals("ssh") && word.length == 2) {
          ssh.add(Integer.parseInt(word[1]));
        } else if (word[0].equals("listing") && word.length == 2) {
          listing = word[1];
        } else if (word[0].equals("loaded") && word.length == 3 && word[2].equals(listing)) {
          loaded = word[1];
        }
      }
      boolean literal = client.matches("[0-9.]+|[0-9a-fA-F:]+");
      return new Found(ssh, literal ? client : "", loaded, !listing.isEmpty(), ports);
    }
  }
}
