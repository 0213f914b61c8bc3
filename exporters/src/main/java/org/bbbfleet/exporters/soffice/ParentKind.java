package org.bbbfleet.exporters.soffice;

import java.util.Locale;

/** Who started a process of LibreOffice, and so who has to reap it. */
public enum ParentKind {
  /** Process 1 of the host, which reaps at once; or no parent at all. */
  INIT,
  /** A process inside a container: removing the container removes its children. */
  CONTAINER,
  /** BigBlueButton's web application; restarting it forgets all running meetings. */
  BBB_WEB,
  /** Another service of systemd; the label {@code unit} names it. */
  SERVICE,
  /** Anything else, such as somebody's shell. */
  OTHER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code parent_kind}. */
  public String label() {
    return label;
  }
}
