package org.bbbfleet.provisioning.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What ufw does on a host. Where it is active it refuses whatever none of its own rules lets in, so
 * that a port must be open there, too. Our rules carry a comment; all others are an admin's and
 * stay as they are, also where they refuse what a role opens.
 *
 * @param active whether it filters
 * @param ipv6 whether it has rules for IPv6, all of which it refuses otherwise
 * @param inForce whether what its files say of our rules is what the kernel has
 * @param ours what our rules let in
 * @param admins what an admin has decided about
 */
record Ufw(boolean active, boolean ipv6, boolean inForce, Set<UfwRule> ours, Set<UfwRule> admins) {
  private static final String COMMENT = "bbb-fleet";
  private static final String HEX = "6262622d666c656574";
  private static final String MARK = " comment=" + HEX;

  /**
   * Prints what ufw's files say: asking ufw itself would start Python. Whether a rule of ours is in
   * force the kernel is asked, if ufw's rules are loaded at all.
   */
  static final String LOOK =
      """
      if command -v ufw >/dev/null && [ -r /etc/ufw/ufw.conf ]; then
        a=no v=no
        ! grep -qi '^ENABLED="\\{0,1\\}yes' /etc/ufw/ufw.conf || a=yes
        ! grep -qi '^IPV6="\\{0,1\\}yes' /etc/default/ufw || v=yes
        echo "ufw is $a $v"
        for f in '' 6; do
          u=/etc/ufw/user$f.rules
          sed -n 's/^### tuple ### /ufw rule /p' "$u"
          ! ip${f}tables -n -L "ufw$f-user-input" >/dev/null ||
            sed -n '/ comment=%s$/,/^-A /s/^-A //p' "$u" | while read -r r; do
              ip${f}tables -w 5 -C $r || echo 'ufw lost'
            done
        done
      fi
      """
          .formatted(HEX);

  /** What was printed of it. */
  static Ufw read(List<String> lines) {
    boolean active = false;
    boolean ipv6 = false;
    boolean inForce = true;
    Set<UfwRule> ours = new TreeSet<>();
    Set<UfwRule> admins = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith("ufw is ")) {
        active = line.startsWith("ufw is yes");
        ipv6 = line.endsWith(" yes");
      } else if (line.equals("ufw lost")) {
        inForce = false;
      } else if (line.startsWith("ufw rule ")) {
        String tuple = line.substring("ufw rule ".length());
        boolean mine = tuple.startsWith("allow ") && tuple.endsWith(MARK);
        UfwRule.read(tuple.replaceFirst(" comment=[0-9a-f]*$", ""))
            .ifPresent((mine ? ours : admins)::add);
      }
    }
    return new Ufw(active, ipv6, inForce, ours, admins);
  }

  /** What must be opened for these ports. */
  private Set<UfwRule> missing(List<Ports> ports) {
    Set<UfwRule> missing = wanted(ports);
    missing.removeAll(ours);
    return missing;
  }

  /** What we opened for ports that no role names any more. */
  private Set<UfwRule> stale(List<Ports> ports) {
    Set<UfwRule> stale = new TreeSet<>();
    if (active) {
      stale.addAll(ours);
      stale.removeAll(wanted(ports));
    }
    return stale;
  }

  private Set<UfwRule> wanted(List<Ports> ports) {
    Set<UfwRule> wanted = new TreeSet<>();
    if (active) {
      ports.forEach(one -> wanted.addAll(UfwRule.of(one)));
      wanted.removeIf(rule -> admins.contains(rule) || (rule.ipv6() && !ipv6));
    }
    return wanted;
  }

  /** What differs from what these ports need, as plans print it. */
  List<String> differences(List<Ports> ports) {
    List<String> differences = new ArrayList<>();
    missing(ports).forEach(rule -> differences.add("ufw + " + rule));
    stale(ports).forEach(rule -> differences.add("ufw - " + rule));
    if (active && !inForce) {
      differences.add("ufw not in force");
    }
    return differences;
  }

  /**
   * Opens what these ports need, before it closes what nobody needs any more. {@code $again} is not
   * empty when rules were taken back meanwhile, so that all are needed.
   */
  String script(List<Ports> ports) {
    StringBuilder script = new StringBuilder();
    Set<UfwRule> wanted = wanted(ports);
    Set<UfwRule> missing = missing(ports);
    for (UfwRule rule : wanted) {
      script.append(missing.contains(rule) ? "" : "[ -z \"$again\" ] || ");
      script.append(line("ufw ", rule));
    }
    stale(ports).forEach(rule -> script.append(line("ufw delete ", rule)));
    if (active && !inForce) {
      script.append("ufw reload >/dev/null\n");
    }
    return script.toString();
  }

  /** Takes all of our rules away. */
  String removal() {
    StringBuilder script = new StringBuilder();
    ours.forEach(rule -> script.append(line("ufw delete ", rule)));
    return script.toString();
  }

  private static String line(String command, UfwRule rule) {
    return command + rule.words() + " comment " + COMMENT + " >/dev/null\n";
  }
}
