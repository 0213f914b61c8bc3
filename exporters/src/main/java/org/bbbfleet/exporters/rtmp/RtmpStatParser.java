package org.bbbfleet.exporters.rtmp;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bbbfleet.exporters.rtmp.RtmpFailure.Failed;

/**
 * Reads a page of statistics as a stream of events. Unknown elements are passed over, so that forks
 * of the module are understood; a document type, deep nesting or crowds of elements are refused.
 */
final class RtmpStatParser {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_TEXT = 1024;
  private static final int MAX_ELEMENTS = 400_000;

  /** The elements that hold others and are kept. */
  private static final Set<String> KEPT =
      Set.of("server", "application", "live", "stream", "client", "meta", "video", "audio");

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
   * @throws Failed as {@link RtmpFailure#NOT_RTMP} or {@link RtmpFailure#MALFORMED}
   */
  RtmpStat parse(byte[] page) throws Failed {
    boolean rtmp = false;
    try {
      // Decoded here, because the JDK's parser prints to stderr when it meets broken UTF-8.
      String text = new String(page, StandardCharsets.UTF_8);
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      try {
        while (reader.hasNext() && reader.next() != XMLStreamConstants.START_ELEMENT) {
          if (reader.getEventType() == XMLStreamConstants.DTD) {
            throw new Failed(RtmpFailure.NOT_RTMP, "the page has a document type");
          }
        }
        rtmp =
            reader.getEventType() == XMLStreamConstants.START_ELEMENT
                && reader.getLocalName().equals("rtmp");
        if (!rtmp) {
          throw new Failed(RtmpFailure.NOT_RTMP, "the page's root is not <rtmp>");
        }
        return stat(tree(reader));
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new Failed(
          rtmp ? RtmpFailure.MALFORMED : RtmpFailure.NOT_RTMP, "the page is not whole XML", e);
    }
  }

  /** An element: its own text, its children's texts by name, and those that matter as elements. */
  private static final class Element {
    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> values = new HashMap<>();
    private final List<Element> children = new ArrayList<>();

    Element(String name) {
      this.name = name;
    }

    List<Element> all(String child) {
      return children.stream().filter(c -> c.name.equals(child)).toList();
    }

    Element first(String child) {
      return children.stream()
          .filter(c -> c.name.equals(child))
          .findFirst()
          .orElseGet(() -> new Element(child));
    }

    boolean has(String child) {
      return values.containsKey(child);
    }

    String text(String child) {
      return values.getOrDefault(child, "");
    }

    double number(String child) {
      String value = text(child);
      try {
        double number = value.isEmpty() ? Double.NaN : Double.parseDouble(value);
        return Double.isInfinite(number) ? Double.NaN : number;
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
  }

  private static Element tree(XMLStreamReader reader) throws XMLStreamException, Failed {
    Deque<Element> open = new ArrayDeque<>();
    Element root = new Element("rtmp");
    open.push(root);
    int elements = 0;
    while (!open.isEmpty()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() >= MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw new Failed(RtmpFailure.MALFORMED, "the page is too deep or has too much");
          }
          open.push(new Element(reader.getLocalName()));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          StringBuilder text = open.peek().text;
          int room = Math.min(MAX_TEXT - text.length(), reader.getTextLength());
          text.append(reader.getTextCharacters(), reader.getTextStart(), Math.max(0, room));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Element done = open.pop();
          if (!open.isEmpty()) {
            Element parent = open.peek();
            parent.values.putIfAbsent(done.name, done.text.toString().trim());
            if (KEPT.contains(done.name) && !done.values.isEmpty()) {
              parent.children.add(done);
            }
          }
        }
        default -> {
          // Comments, processing instructions and entities that nobody declared say nothing.
        }
      }
    }
    return root;
  }

  private static RtmpStat stat(Element root) {
    List<RtmpStat.Application> applications = new ArrayList<>();
    for (Element server : root.all("server")) {
      for (Element application : server.all("application")) {
        List<RtmpStat.Stream> streams =
            application.first("live").all("stream").stream().map(RtmpStatParser::stream).toList();
        applications.add(new RtmpStat.Application(application.text("name"), streams));
      }
    }
    return new RtmpStat(
        root.text("nginx_version"),
        root.text("nginx_rtmp_version"),
        root.number("pid"),
        root.number("uptime"),
        root.number("naccepted"),
        root.number("bytes_in"),
        root.number("bytes_out"),
        root.number("bw_in"),
        root.number("bw_out"),
        applications);
  }

  private static RtmpStat.Stream stream(Element e) {
    Element video = e.first("meta").first("video");
    Element audio = e.first("meta").first("audio");
    return new RtmpStat.Stream(
        e.text("name"),
        e.number("time"),
        e.number("bytes_in"),
        e.number("bytes_out"),
        e.number("bw_in"),
        e.number("bw_out"),
        e.number("bw_audio"),
        e.number("bw_video"),
        e.all("client").stream().map(RtmpStatParser::client).toList(),
        new RtmpStat.Media(
            video.number("width"),
            video.number("height"),
            video.number("frame_rate"),
            video.text("codec"),
            (video.text("profile") + " " + video.text("level")).trim(),
            audio.text("codec"),
            audio.number("channels"),
            audio.number("sample_rate")));
  }

  private static RtmpStat.Client client(Element e) {
    return new RtmpStat.Client(
        e.text("id"),
        e.text("address"),
        e.number("time"),
        e.number("dropped"),
        e.number("avsync"),
        e.number("timestamp"),
        e.has("publishing"),
        e.has("active"));
  }
}
