package org.bbbfleet.provisioning.resource;

import java.time.Duration;
import org.bbbfleet.core.shell.Quote;

/** How rules are loaded, kept once they are confirmed, and taken away. */
final class FirewallScripts {
  static final String FILE = "/etc/bbb-fleet/firewall.nft";
  static final String UNIT = "bbb-fleet-firewall.service";
  private static final String BACK = "bbb-fleet-firewall-back";
  static final String STATE = "s=${FLEET_PENDING%/*}\n";
  static final String LISTING = "nft -s list table inet bbb_fleet 2>/dev/null | sha256sum";

  /** As much as no rules. */
  static final String NO_TABLE = "table inet bbb_fleet\ndelete table inet bbb_fleet\n";

  // Removing the marker is what decides between us and the way back.
  static final String CONFIRMED =
      STATE
          + """
          rm -- "$s/firewall.pending" 2>/dev/null || { echo "nobody confirmed in time, and the rules were taken back"; exit 1; }
          """;

  // $1 is where we keep what was before.
  private static final String TAKE_BACK =
      "/usr/sbin/nft -f \"$1/firewall.before\"; [ ! -d \"$1/firewall.ufw\" ] ||"
          + " { cp -p \"$1\"/firewall.ufw/user*.rules /etc/ufw/ && /usr/sbin/ufw reload; }";

  // ufw is slow: what it did after its rules were taken back would stay.
  private static final String LATE =
      """
      [ -e "$s/firewall.pending" ] || { sh -c '%s' sh "$s" >/dev/null; echo "ufw took too long, and the rules were taken back"; exit 1; }
      """
          .formatted(TAKE_BACK);

  private FirewallScripts() {}

  /** The unit that loads them at boot. */
  static HostFile unitFile() {
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

  /**
   * Loads rules that are taken back after a time unless they are confirmed.
   *
   * @param ufw what is done to ufw besides; empty for nothing
   */
  static String load(String text, String ufw, Duration back) {
    return STATE
        + """
        command -v nft >/dev/null || { echo "there is no nft; install nftables"; exit 1; }
        umask 077
        mkdir -p -m 0755 /etc/bbb-fleet
        mkdir -p -- "$s"
        printf '%%s' %1$s >%2$s.new
        nft -c -f %2$s.new
        # An earlier run that nobody confirmed is taken back before we look how it was.
        again=
        if [ -e "$s/firewall.pending" ] && [ -e "$s/firewall.before" ]; then
          again=yes
          sh -c '%5$s' sh "$s" >/dev/null
        fi
        systemctl stop %3$s.timer 2>/dev/null || :
        rm -f -- "$s/firewall.pending"
        {
          printf 'table inet bbb_fleet\\ndelete table inet bbb_fleet\\n'
          nft -s list table inet bbb_fleet 2>/dev/null || :
        } >"$s/firewall.before"
        rm -rf -- "$s/firewall.ufw"
        %6$s: >"$s/firewall.pending"
        systemd-run -q --collect --unit=%3$s --on-active=%4$d --timer-property=AccuracySec=1s \\
          /bin/sh -c 'rm -- "$1/firewall.pending" && { %5$s; }' sh "$s"
        nft -f %2$s.new
        %7$s"""
            .formatted(
                Quote.sh(text),
                FILE,
                BACK,
                back.toSeconds(),
                TAKE_BACK,
                ufw.isEmpty()
                    ? ""
                    : "mkdir -- \"$s/firewall.ufw\"\ncp -p /etc/ufw/user*.rules \"$s/firewall.ufw\"\n",
                ufw.isEmpty() ? "" : ufw + LATE);
  }

  static String confirm(String hash) {
    return CONFIRMED
        + """
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

  static String remove() {
    return STATE
        + """
        rm -f -- "$s/firewall.pending"
        systemctl stop %1$s.timer 2>/dev/null || :
        systemctl disable -q --now %2$s 2>/dev/null || :
        if nft list table inet bbb_fleet >/dev/null 2>&1; then nft delete table inet bbb_fleet; fi
        rm -f -- %3$s %3$s.new /etc/systemd/system/%2$s "$s/firewall.loaded" "$s/firewall.before"
        rm -rf -- "$s/firewall.ufw"
        systemctl daemon-reload
        """
            .formatted(BACK, UNIT, FILE);
  }
}
