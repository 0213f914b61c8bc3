package org.bbbfleet.lab.hosts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.lab.packages.Command;
import org.bbbfleet.lab.packages.FleetCache;

/** The trees that hosts start from, made once and kept in the cache. */
final class Images {
  /** Raised when the scripts make something else, so that no old tree is taken for a new one. */
  private static final int VERSION = 1;

  private static final String MIRROR = "http://deb.debian.org/debian";
  private static final Duration MAKING = Duration.ofMinutes(15);

  private final FleetCache cache;
  private final Consumer<String> progress;

  Images(FleetCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** The image's trees as overlayfs takes them for lowerdir: topmost first. */
  String lower(Image image) {
    return image
        .base()
        .map(base -> made(image) + ":" + made(base))
        .orElseGet(() -> made(image).toString());
  }

  /** Makes the image, and the one under it, if they are not there. */
  void make(Image image) {
    image.base().ifPresent(this::make);
    if (java.nio.file.Files.isDirectory(made(image))) {
      return;
    }
    long start = System.nanoTime();
    progress.accept("image " + image.label() + ": making it (once; a minute)");
    // A mount namespace of its own: what is mounted meanwhile ends with the making.
    List<String> line =
        new ArrayList<>(List.of("unshare", "-m", "--propagation", "private", "sh", "-c"));
    if (image.base().isEmpty()) {
      line.add(Command.script(Images.class, "make-base.sh"));
      line.addAll(List.of("make-base.sh", image.suite(), MIRROR));
    } else {
      line.add(Command.script(Images.class, "make-layer.sh"));
      line.addAll(List.of("make-layer.sh", made(image.base().get()).toString()));
      line.addAll(image.packages());
    }
    cache.once(relative(image), "image " + image.label(), line, MAKING, progress);
    progress.accept(
        "image %s: made in %d s"
            .formatted(image.label(), (System.nanoTime() - start) / 1_000_000_000));
  }

  private Path made(Image image) {
    return cache.root().resolve(relative(image));
  }

  private static String relative(Image image) {
    return "images/" + image.label() + "-" + VERSION;
  }
}
