package org.bbbfleet.provisioning.resource;

/**
 * The lines of sh by which what is new lands: whoever looks sees the old or the new, and never a
 * half. Written out into each script rather than called there, since some of them run as another
 * user and all of them must be whole wherever they are cut off.
 */
final class Landing {
  private Landing() {}

  /** Makes the file {@code $t} beside {@code $p}; what killed runs left there goes. */
  static final String BESIDE =
      """
      rm -rf -- "${p%/*}"/.fleet.??????
      t=$(mktemp "${p%/*}/.fleet.XXXXXX")
      trap "rm -f -- \\"\\$t\\"" EXIT
      """;

  /** Puts {@code $t} in the place of {@code $p}. */
  static final String LAND =
      """
      sync -- "$t"
      mv -f -T -- "$t" "$p"
      """;

  /** Makes the link {@code $l} point to {@code $d}. */
  static final String SWITCH =
      """
      ln -s -f -T -- "$d" "$l.new"
      mv -f -T -- "$l.new" "$l"
      """;
}
