package org.bbbfleet.lab.bbb;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.helpers.DefaultHandler;

/** A small client of its own, so that the simulator is not tested by its own hashing. */
final class Api {
  static final String SECRET = "s3cret";
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final URI base;

  Api(URI base) {
    this.base = base;
  }

  URI signed(String call, String query) {
    String separator = query.isEmpty() ? "" : "&";
    String checksum = hash(call + query + SECRET);
    return base.resolve(call + "?" + query + separator + "checksum=" + checksum);
  }

  HttpResponse<byte[]> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String text(String call, String query) {
    return new String(get(signed(call, query)).body(), StandardCharsets.UTF_8);
  }

  Document xml(String call, String query) {
    return parse(get(signed(call, query)).body());
  }

  static Document parse(byte[] body) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder.parse(new ByteArrayInputStream(body));
    } catch (Exception e) {
      throw new IllegalArgumentException("no XML: " + e.getMessage(), e);
    }
  }

  static List<String> texts(Node node, String name) {
    NodeList found =
        node instanceof Document document
            ? document.getElementsByTagName(name)
            : ((org.w3c.dom.Element) node).getElementsByTagName(name);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  static List<String> childNames(Node node) {
    List<String> names = new ArrayList<>();
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeType() == Node.ELEMENT_NODE) {
        names.add(child.getNodeName());
      }
    }
    return names;
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
