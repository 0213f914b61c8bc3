package org.bbbfleet.exporters.blackbox.api;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What an answer of BigBlueButton's API says of itself: it has HTTP status 200 even when it failed.
 *
 * @param success whether its return code is SUCCESS
 * @param key why not, such as {@code checksumError}
 * @param meetings how many meetings it names
 */
record ApiAnswer(boolean success, String key, int meetings) {
  private static final int DEEPEST = 100;

  /**
   * Reads an answer. May take long: call it where blocking is allowed.
   *
   * @throws XMLStreamException when it is not the XML that the API gives
   */
  static ApiAnswer read(Buffer body) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(body.getBytes()));
    Deque<String> path = new ArrayDeque<>();
    String code = "";
    String key = "";
    int meetings = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.addLast(xml.getLocalName());
          if (path.size() > DEEPEST) {
            throw new XMLStreamException("nested too deeply");
          }
          if (String.join("/", path).equals("response/meetings/meeting")) {
            meetings++;
          }
        }
        case XMLStreamConstants.END_ELEMENT -> path.removeLast();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          String at = path.size() == 2 ? String.join("/", path) : "";
          if (at.equals("response/returncode")) {
            code += xml.getText();
          } else if (at.equals("response/messageKey")) {
            key += xml.getText();
          }
        }
        default -> {}
      }
    }
    if (code.isBlank()) {
      throw new XMLStreamException("no return code");
    }
    return new ApiAnswer(code.strip().equals("SUCCESS"), clean(key), meetings);
  }

  private static String clean(String text) {
    String plain = text.strip().replaceAll("[^A-Za-z0-9_.-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64);
  }
}
