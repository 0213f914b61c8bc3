package org.bbbfleet.exporters.freeswitch;

import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A SIP gateway (trunk), as {@code sofia xmlstatus gateway} tells. That is the one listing that
 * says whether a gateway is reachable: one that does not register is always {@code NOREG}.
 *
 * @param profile the profile that it belongs to
 * @param name its name in the configuration
 * @param state the state of its registration, from a closed set; {@code OTHER} if it is none of it
 * @param up whether its pings and registrations succeed
 * @param callsIn answered calls that came in since the gateway was made
 * @param callsOut answered calls that went out
 * @param failedIn failed calls in; not a part of {@code callsIn}
 * @param failedOut failed calls out
 */
record Gateway(
    String profile,
    String name,
    String state,
    boolean up,
    long callsIn,
    long callsOut,
    long failedIn,
    long failedOut) {
  private static final int MAX_GATEWAYS = 1000;
  private static final int MAX_TEXT = 200;
  private static final Set<String> STATES =
      Set.of(
          "UNREGED",
          "TRYING",
          "REGISTER",
          "REGED",
          "UNREGISTER",
          "FAILED",
          "FAIL_WAIT",
          "EXPIRED",
          "NOREG",
          "DOWN",
          "TIMEOUT");

  /**
   * Reads the list. FreeSWITCH declares ISO-8859-1 but sends UTF-8, and does not escape every URI:
   * one odd gateway can break the document.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that document
   */
  static List<Gateway> parse(Reader text) {
    List<Gateway> gateways = new ArrayList<>();
    try {
      XMLStreamReader xml = Xml.reader(text);
      boolean right = false;
      Map<String, String> fields = new HashMap<>();
      String field = "";
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            field = xml.getLocalName();
            right |= field.equals("gateways");
          }
          case XMLStreamConstants.CHARACTERS -> {
            if (!xml.isWhiteSpace() && xml.getTextLength() <= MAX_TEXT) {
              fields.put(field, xml.getText().strip());
            }
          }
          case XMLStreamConstants.END_ELEMENT -> {
            if (xml.getLocalName().equals("gateway")) {
              if (gateways.size() < MAX_GATEWAYS) {
                gateways.add(of(fields));
              }
              fields.clear();
            }
          }
          default -> {}
        }
      }
      if (!right) {
        throw EslException.protocol("not a list of gateways");
      }
      return gateways;
    } catch (XMLStreamException e) {
      throw new EslException(EslReason.PROTOCOL, "the list of gateways is broken XML", e);
    }
  }

  private static Gateway of(Map<String, String> fields) {
    String state = fields.getOrDefault("state", "");
    return new Gateway(
        fields.getOrDefault("profile", ""),
        fields.getOrDefault("name", ""),
        STATES.contains(state) ? state : "OTHER",
        fields.getOrDefault("status", "").startsWith("UP"),
        Numbers.plain(fields.getOrDefault("calls-in", "0")),
        Numbers.plain(fields.getOrDefault("calls-out", "0")),
        Numbers.plain(fields.getOrDefault("failed-calls-in", "0")),
        Numbers.plain(fields.getOrDefault("failed-calls-out", "0")));
  }
}
