package org.bbbfleet.exporters.rtmp;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;

/**
 * Reads a page of statistics as a stream of events. Unknown elements are passed over, so that forks
 * of the module are understood; a document type, deep nesting or crowds of elements are refused.
 * What is kept of a page is bounded, whatever its size.
 */
final class RtmpStatParser {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ELEMENTS = 2_000_000;

  /** nginx-rtmp's own root, and that of its descendant nginx-http-flv-module. */
  private static final Set<String> ROOTS = Set.of("rtmp", "http-flv");

  private final XMLInputFactory factory = factory();

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> new ByteArrayInputStream(new byte[0]));
    return factory;
  }

  /**
   * Parses a whole page.
   *
   * @throws Failed as {@link PageFailure#OTHER_SERVER} or {@link PageFailure#MALFORMED}
   */
  RtmpStat parse(byte[] page) throws Failed {
    boolean ours = false;
    try {
      // Decoded here, because the JDK's parser prints to stderr when it meets broken UTF-8.
      XMLStreamReader reader =
          factory.createXMLStreamReader(
              new InputStreamReader(new ByteArrayInputStream(page), StandardCharsets.UTF_8));
      try {
        while (reader.hasNext() && reader.next() != XMLStreamConstants.START_ELEMENT) {
          if (reader.getEventType() == XMLStreamConstants.DTD) {
            throw new Failed(PageFailure.OTHER_SERVER, "the page has a document type");
          }
        }
        ours =
            reader.getEventType() == XMLStreamConstants.START_ELEMENT
                && ROOTS.contains(reader.getLocalName());
        if (!ours) {
          throw new Failed(PageFailure.OTHER_SERVER, "the page's root is not <rtmp>");
        }
        return read(reader).page();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new Failed(
          ours ? PageFailure.MALFORMED : PageFailure.OTHER_SERVER, "the page is not whole XML", e);
    }
  }

  private static StatElement read(XMLStreamReader reader) throws XMLStreamException, Failed {
    Deque<StatElement> open = new ArrayDeque<>();
    StatElement root = new StatElement("rtmp");
    open.push(root);
    int elements = 0;
    int kept = 0;
    while (!open.isEmpty()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() >= MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw new Failed(PageFailure.MALFORMED, "the page is too deep or has too much");
          }
          open.push(new StatElement(reader.getLocalName()));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            open.peek()
                .text(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
        case XMLStreamConstants.END_ELEMENT -> {
          StatElement done = open.pop();
          if (!open.isEmpty() && done.endIn(open.peek()) && ++kept > StatElement.MAX_KEPT) {
            throw new Failed(PageFailure.TOO_LARGE, "more streams and clients than any server has");
          }
        }
        default -> {
          // Comments, processing instructions and entities that nobody declared say nothing.
        }
      }
    }
    return root;
  }
}
