package org.bbbfleet.exporters.bbb;

/**
 * Reads the API's root, which needs no checksum: BigBlueButton states {@code apiVersion} and, where
 * its admin allows it, its release; Scalelite states neither.
 */
final class RootReader implements AnswerReader<RootReader.Root>, XmlReader.Elements<String> {
  private static final ElementTree<String> TREE =
      new ElementTree<String>()
          .add("response/returncode", "returncode")
          .add("response/version", "version")
          .add("response/apiVersion", "apiVersion")
          .add("response/bbbVersion", "bbbVersion");

  private final XmlReader<String> xml = new XmlReader<>(TREE, this);
  private final Returned returned = new Returned();
  private boolean version;
  private boolean bigBlueButton;
  private String release = "";

  /**
   * What answers.
   *
   * @param kind {@code bigbluebutton} or {@code scalelite}
   * @param release of BigBlueButton; empty unless told
   */
  record Root(String kind, String release) {}

  @Override
  public void take(byte[] bytes, int length) {
    xml.feed(bytes, length);
  }

  @Override
  public Root end() {
    xml.end();
    returned.requireSuccess();
    if (!version) {
      throw new ApiFailure(ApiFailure.Reason.MALFORMED, "the root states no version");
    }
    return new Root(bigBlueButton ? "bigbluebutton" : "scalelite", release);
  }

  @Override
  public void text(String element, String text) {
    switch (element) {
      case "returncode" -> returned.code(text);
      case "version" -> version = true;
      case "apiVersion" -> bigBlueButton = true;
      case "bbbVersion" -> {
        bigBlueButton = true;
        release = text.matches("[A-Za-z0-9._+~-]{1,64}") ? text : "";
      }
      default -> throw new IllegalStateException("wanted but not read: " + element);
    }
  }
}
