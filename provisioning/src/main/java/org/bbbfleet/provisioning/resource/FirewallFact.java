package org.bbbfleet.provisioning.resource;

import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.provisioning.facts.Question;

/**
 * What a host said.
 *
 * @param ssh the ports by which SSH comes
 * @param client from where we came; empty when that is not known
 * @param loaded the hash of the file whose rules are loaded, unchanged; empty for none
 * @param there whether the table is there
 * @param ports the lines for people in the file
 * @param ufw what ufw does
 */
record FirewallFact(
    Set<Integer> ssh, String client, String loaded, boolean there, Set<String> ports, Ufw ufw) {
  /** How SSH comes in, what is loaded and what the file says. */
  record Look() implements Question<FirewallFact> {
    @Override
    public String script() {
      return FirewallScripts.STATE
          + """
          # sudo takes it away: who logged in is among our parents.
          c=${SSH_CONNECTION-}
          p=$$
          while [ -z "$c" ] && [ "${p:-0}" -gt 1 ]; do
            c=$(tr '\\0' '\\n' <"/proc/$p/environ" | sed -n 's/^SSH_CONNECTION=//p' | head -n 1)
            p=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$p/status")
          done
          echo "came $c"
          /usr/sbin/sshd -T | sed -n 's/^port \\([0-9]*\\)$/ssh \\1/p; s/^listenaddress .*:\\([0-9]*\\)$/ssh \\1/p'
          if command -v nft >/dev/null && t=$(nft -s list table inet bbb_fleet); then
            t=$(%s)
            echo "listing ${t%%%% *}"
          fi
          ! read -r file listing <"$s/firewall.loaded" || echo "loaded $file $listing"
          grep '^# port ' %s
          """
              .formatted(FirewallScripts.LISTING, FirewallScripts.FILE)
          + Ufw.LOOK;
    }

    @Override
    public FirewallFact read(Answer answer) {
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
      return new FirewallFact(
          ssh, literal ? client : "", loaded, !listing.isEmpty(), ports, Ufw.read(answer.lines()));
    }
  }
}
