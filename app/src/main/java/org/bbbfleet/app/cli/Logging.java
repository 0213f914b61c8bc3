package org.bbbfleet.app.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line per event on standard error, where journald or the terminal takes it. */
final class Logging {
  private static final Logger ROOT = Logger.getLogger("");

  private Logging() {}

  static void toStandardError() {
    for (java.util.logging.Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new OneLine());
    handler.setLevel(Level.ALL);
    ROOT.addHandler(handler);
    ROOT.setLevel(Level.WARNING);
  }

  /** Services tell what they do. */
  static void verbose() {
    ROOT.setLevel(Level.INFO);
    Logger.getLogger("org.flywaydb").setLevel(Level.WARNING);
    Logger.getLogger("com.zaxxer").setLevel(Level.WARNING);
    Logger.getLogger("net.schmizz").setLevel(Level.SEVERE);
    Logger.getLogger("com.hierynomus").setLevel(Level.SEVERE);
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
