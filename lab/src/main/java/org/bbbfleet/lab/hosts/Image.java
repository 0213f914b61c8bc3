package org.bbbfleet.lab.hosts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** What a lab host starts from. */
public enum Image {
  /** Bare Debian 12. */
  BOOKWORM("bookworm", List.of()),
  /** Bare Debian 13. */
  TRIXIE("trixie", List.of()),
  /** Debian 12 with soffice, ffmpeg and nginx-rtmp installed; none of them runs until wanted. */
  BOOKWORM_MEDIA(
      "bookworm",
      List.of(
          "libreoffice-writer-nogui", "ffmpeg", "nginx", "libnginx-mod-rtmp", "perl-base", "curl"));

  private final String suite;
  private final List<String> packages;

  Image(String suite, List<String> packages) {
    this.suite = suite;
    this.packages = packages;
  }

  /** The Debian release. */
  public String suite() {
    return suite;
  }

  /** What it has beyond the bare host. */
  public List<String> packages() {
    return packages;
  }

  /** Its name on the command line, as {@code bookworm-media}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The bare image under this one, if it is a layer on one. */
  Optional<Image> base() {
    return packages.isEmpty() ? Optional.empty() : Optional.of(BOOKWORM);
  }

  /**
   * The image with that label.
   *
   * @throws FleetException INPUT, naming those that there are
   */
  public static Image named(String label) {
    return Arrays.stream(values())
        .filter(image -> image.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new FleetException(
                    ErrorCategory.INPUT,
                    "no lab image "
                        + label
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Image::label)
                            .collect(Collectors.joining(", "))));
  }
}
