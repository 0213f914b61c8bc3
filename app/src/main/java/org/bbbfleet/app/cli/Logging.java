package org.bbbfleet.app.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line per event on standard error, where journald or the terminal takes it. */
public final class Logging {
  // The platform's own configuration, which is not wanted, takes longer to read than all of this.
  static {
    System.setProperty("java.util.logging.config.class", Unconfigured.class.getName());
  }

  private static final Logger ROOT = Logger.getLogger("");

  /** Libraries that tell more than an operator wants; held, or their levels would be forgotten. */
  private static final List<Logger> TALKATIVE = loggers("org.flywaydb", "com.zaxxer", "org.jdbi");

  /** Their failures reach the caller as errors of ours. */
  private static final List<Logger> SILENT =
      loggers(
          "net.schmizz",
          "com.hierynomus",
          // Says of every pool that its gauge is there already, which is what we want.
          "io.micrometer.core.instrument",
          "io.micrometer.prometheus",
          // Says that a host without resolv.conf has no name server; we connect by address.
          "io.netty.resolver.dns");

  private Logging() {}

  // A reference to getLogger, which looks at its caller, would take a start longer than the loop.
  private static List<Logger> loggers(String... names) {
    List<Logger> loggers = new ArrayList<>();
    for (String name : names) {
      loggers.add(Logger.getLogger(name));
    }
    return loggers;
  }

  static void toStandardError() {
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(new StandardError());
    ROOT.setLevel(Level.WARNING);
    TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
    SILENT.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** Services tell what they do. */
  static void verbose() {
    ROOT.setLevel(Level.INFO);
  }

  /**
   * Configures nothing: the platform's log manager makes one of these instead of reading a file.
   */
  public static final class Unconfigured {}

  private static final class StandardError extends Handler {
    private final Formatter formatter = new OneLine();

    @Override
    public void publish(LogRecord log) {
      if (isLoggable(log)) {
        System.err.print(Printable.of(formatter.format(log)));
      }
    }

    @Override
    public void flush() {
      System.err.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord log) {
      StringBuilder line = new StringBuilder();
      line.append(Instant.ofEpochMilli(log.getMillis()).truncatedTo(ChronoUnit.MILLIS))
          .append(' ')
          .append(log.getLevel().getName().toLowerCase(java.util.Locale.ROOT))
          .append(' ')
          .append(formatMessage(log).replace('\n', ' '));
      for (Throwable t = log.getThrown(); t != null; t = t.getCause()) {
        line.append("; ").append(t.toString().replace('\n', ' '));
        if (t.getCause() == null && t.getStackTrace().length > 0) {
          line.append(" at ").append(t.getStackTrace()[0]);
        }
      }
      return line.append(System.lineSeparator()).toString();
    }
  }
}
