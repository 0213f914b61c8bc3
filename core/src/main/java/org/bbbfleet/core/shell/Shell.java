package org.bbbfleet.core.shell;

import java.time.Duration;

/**
 * Runs POSIX sh scripts on one host and takes what they print: over SSH or on this machine, alike.
 *
 * <p>One connection serves many scripts. Implementations are safe for one thread at a time.
 */
public interface Shell extends AutoCloseable {

  /** The host's name, for messages. */
  String host();

  /**
   * Runs a script with {@code /bin/sh} and waits for it. The script and its input travel on
   * standard input, never as a process argument, so secrets stay out of process lists.
   *
   * @return what came back, whatever the exit status
   * @throws org.bbbfleet.core.error.FleetException when it could not be run to its end
   *     (UNREACHABLE, TIMEOUT, …)
   */
  Result run(Script script);

  /**
   * Runs one command line as the remote login's shell or forced command sees it, without a script
   * on standard input: the form in which a key bound to a forced command is used.
   */
  Result command(String commandLine, Duration timeout);

  /**
   * Streams the bytes of a local file to a path on the host: to a temporary file beside it, mode
   * set, then renamed.
   */
  void upload(java.nio.file.Path local, String remotePath, String mode, Duration timeout);

  @Override
  void close();

  /**
   * A script to run.
   *
   * @param text POSIX sh
   * @param timeout the longest it may take; the host's process group is ended after that
   * @param onLine called for each line of standard output as it arrives; for progress
   */
  record Script(String text, Duration timeout, java.util.function.Consumer<String> onLine) {

    /** A script whose output is only wanted at its end. */
    public static Script of(String text, Duration timeout) {
      return new Script(text, timeout, line -> {});
    }
  }

  /**
   * What a script gave back. Output is decoded as UTF-8 with replacement and is bounded: what
   * exceeds 8 MiB per stream is cut and {@code truncated} says so.
   */
  record Result(int exitStatus, String out, String err, boolean truncated, Duration took) {

    /** Whether the exit status is 0. */
    public boolean ok() {
      return exitStatus == 0;
    }
  }
}
