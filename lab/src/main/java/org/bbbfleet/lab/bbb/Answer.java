package org.bbbfleet.lab.bbb;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the server answers to a call.
 *
 * @param status the HTTP status: 200 but for redirects and what nginx answers itself
 * @param contentType the body's type
 * @param location where a redirect leads
 * @param body renders the body; may take long, so not on the event loop
 */
record Answer(int status, String contentType, Optional<String> location, Supplier<String> body) {

  static final String XML = "text/xml;charset=UTF-8";

  static Answer xml(Supplier<String> body) {
    return new Answer(200, XML, Optional.empty(), body);
  }

  static Answer failed(XmlStyle style, String key, String message) {
    return xml(
        () -> {
          Xml xml = new Xml(style);
          return xml.parent(
                  "response",
                  () ->
                      xml.text("returncode", "FAILED")
                          .text("messageKey", key)
                          .text("message", message))
              .toString();
        });
  }

  static Answer redirect(String location) {
    return new Answer(302, "text/html", Optional.of(location), () -> "");
  }

  /** nginx's own error page. */
  static Answer html(int status, String reason) {
    String title = status + " " + reason;
    return new Answer(
        status,
        "text/html",
        Optional.empty(),
        () ->
            "<html>\r\n<head><title>"
                + title
                + "</title></head>\r\n<body>\r\n<center><h1>"
                + title
                + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
  }

  Answer withContentType(String other) {
    return new Answer(status, other, location, body);
  }
}
