package org.bbbfleet.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The program's own version, written by the build. */
public final class Version implements IVersionProvider {

  /** For example {@code 0.1.0}. */
  public static String current() {
    try (InputStream in =
        Version.class.getResourceAsStream("/org/bbbfleet/app/version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"fleet " + current()};
  }
}
