package org.bbbfleet.exporters.bbb;

import com.fasterxml.aalto.AsyncByteArrayFeeder;
import com.fasterxml.aalto.AsyncXMLStreamReader;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads XML as its bytes arrive and tells a reader of the elements that it wants. Refuses documents
 * that declare anything (DTD, entities), are nested deeper or hold longer parts than any answer of
 * the API; reaches nothing outside.
 */
final class XmlReader<E> {
  private static final Logger log = LoggerFactory.getLogger(XmlReader.class);
  private static final int DEEPEST = 32;
  private static final int LONGEST_VALUE = 512;

  private final ElementTree<E> root;
  private final Elements<E> elements;
  private final TokenGuard guard = new TokenGuard();
  private final AsyncXMLStreamReader<AsyncByteArrayFeeder> xml;

  /** Where the reader is, outermost first; null below what is not wanted. */
  private final List<ElementTree<E>> path = new ArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private boolean whole;

  /** Is told of the elements that are wanted, in the order of the document. */
  interface Elements<E> {
    /**
     * An element begins.
     *
     * @param key its attribute {@code key}, or empty
     */
    default void begin(E element, String key) {}

    /** The text of an element that has ended, stripped; only of those without wanted children. */
    void text(E element, String text);

    /** An element with wanted children has ended. */
    default void end(E element) {}
  }

  XmlReader(ElementTree<E> root, Elements<E> elements) {
    this.root = root;
    this.elements = elements;
    // One factory for each document: its table of names would else grow with what servers send.
    this.xml = new InputFactoryImpl().createAsyncForByteArray();
  }

  /**
   * Takes the next piece of the document.
   *
   * @throws ApiFailure MALFORMED or TOO_LARGE
   */
  void feed(byte[] bytes, int length) {
    guard.take(bytes, length);
    try {
      if (length > 0) {
        xml.getInputFeeder().feedInput(bytes, 0, length);
        drain();
      }
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
  }

  /**
   * Ends the document.
   *
   * @throws ApiFailure MALFORMED when it is not whole
   */
  void end() {
    try {
      xml.getInputFeeder().endOfInput();
      drain();
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
    if (!whole) {
      throw new ApiFailure(Reason.MALFORMED, "the answer ends early");
    }
  }

  /** The parser's own mistakes with what is no XML are the document's fault too. */
  private static ApiFailure malformed(Exception e) {
    if (e instanceof ApiFailure failure) {
      return failure;
    }
    log.debug("Not well-formed: {}", e.getClass().getName());
    return new ApiFailure(Reason.MALFORMED, "not well-formed XML");
  }

  private void drain() throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      switch (event) {
        case AsyncXMLStreamReader.EVENT_INCOMPLETE -> {
          return;
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new ApiFailure(Reason.MALFORMED, "the answer has a DTD or entities of its own");
        case XMLStreamConstants.START_ELEMENT -> begin();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
        case XMLStreamConstants.END_ELEMENT -> close();
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
  }

  private void begin() {
    if (path.size() >= DEEPEST) {
      throw new ApiFailure(Reason.MALFORMED, "nested deeper than " + DEEPEST);
    }
    ElementTree<E> parent = path.isEmpty() ? root : path.get(path.size() - 1);
    ElementTree<E> here = parent == null ? null : parent.child(xml.getLocalName());
    if (path.isEmpty() && here == null) {
      throw new ApiFailure(Reason.MALFORMED, "not an answer of the API");
    }
    path.add(here);
    text.setLength(0);
    if (here != null && here.element().isPresent()) {
      String key = xml.getAttributeCount() == 0 ? null : xml.getAttributeValue(null, "key");
      elements.begin(here.element().get(), key == null ? "" : key);
    }
  }

  private void characters() {
    ElementTree<E> here = path.isEmpty() ? null : path.get(path.size() - 1);
    int room = LONGEST_VALUE - text.length();
    if (here != null && here.leaf() && room > 0) {
      int length = Math.min(room, xml.getTextLength());
      text.append(xml.getTextCharacters(), xml.getTextStart(), length);
    }
  }

  private void close() {
    ElementTree<E> here = path.remove(path.size() - 1);
    if (here != null && here.element().isPresent()) {
      if (here.leaf()) {
        elements.text(here.element().get(), text.toString().strip());
      } else {
        elements.end(here.element().get());
      }
    }
    text.setLength(0);
    whole = path.isEmpty();
  }
}
