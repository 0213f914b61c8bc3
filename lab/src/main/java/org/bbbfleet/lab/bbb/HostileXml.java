package org.bbbfleet.lab.bbb;

/** XML that is an attack. */
final class HostileXml {
  private HostileXml() {}

  /** A getMeetings answer of a kilobyte whose entities would expand to gigabytes. */
  static String entityBomb() {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE response [\n");
    xml.append("<!ENTITY e0 \"boom boom boom \">\n");
    for (int level = 1; level <= 9; level++) {
      String inner = ("&e" + (level - 1) + ";").repeat(10);
      xml.append("<!ENTITY e").append(level).append(" \"").append(inner).append("\">\n");
    }
    return xml.append("]>\n<response><returncode>SUCCESS</returncode><meetings><meeting>")
        .append("<meetingName>&e9;</meetingName><meetingID>1</meetingID>")
        .append("<participantCount>1</participantCount>")
        .append("</meeting></meetings></response>\n")
        .toString();
  }
}
