package org.bbbfleet.exporters.soffice;

import java.util.Locale;

/** What is the matter with a process of LibreOffice. Each process is in exactly one class. */
public enum SofficeClass {
  /** Alive, and nothing is known against it. */
  RUNNING,
  /** Dead since the last look only: its parent may still be about to reap it. */
  EXITING,
  /**
   * Dead for two looks or more and not reaped: a zombie. It holds a process number and nothing
   * else; only its parent can end it, by reaping it or by ending itself.
   */
  DEFUNCT,
  /** Older than any conversion may get, and neither busy nor idle all the time. */
  STUCK,
  /** As stuck, and it burns a whole processor. */
  SPINNING,
  /** As stuck, and its CPU time stands still: it waits for something that doesn't come. */
  IDLE_STUCK,
  /** Waits inside the kernel for a device or a network file system; often no signal reaches it. */
  UNINTERRUPTIBLE,
  /** Not stuck, but its memory is near the container's limit or above the configured one. */
  OVER_MEMORY,
  /**
   * The first process of a container that converts for nobody: older than any conversion may get,
   * or the {@code docker run} that waited for it is gone. Whatever else runs in the container is in
   * a class of its own.
   */
  ORPHAN_CONTAINER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code class}. */
  public String label() {
    return label;
  }

  /** Whether a conversion can end in it: a class of living processes. */
  boolean living() {
    return this != EXITING && this != DEFUNCT;
  }
}
