package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An RTMP server's two pages, as careless as nginx's: what is not asked for matches everything. */
class RtmpDropPublisherTest {
  private record Client(String app, String stream, String id, boolean publishes) {}

  @TempDir Path directory;
  private HealTwin host;
  private HttpServer server;
  private final List<Client> clients = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, exchange.getRequestURI().toString()));
    server.start();
    host = new HealTwin(directory);
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    host.list("rtmp", "nginx stat=" + base + "/stat control=" + base + "/control");
    clients.add(new Client("live", "hall", "7", true));
    clients.add(new Client("live", "hall", "8", false));
    clients.add(new Client("live", "room", "17", true));
    clients.add(new Client("show", "hall", "9", true));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, String path)
      throws IOException {
    asked.add(path);
    byte[] body =
        (path.equals("/stat") ? page() : path.startsWith("/control/") ? dropped(path) : "?")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String dropped(String path) {
    List<Client> gone = new ArrayList<>();
    String query = "&" + path.substring(path.indexOf('?') + 1) + "&";
    for (Client client : clients) {
      if (client.publishes()
          && matches(query, "app", client.app())
          && matches(query, "name", client.stream())
          && matches(query, "clientid", client.id())) {
        gone.add(client);
      }
    }
    clients.removeAll(gone);
    return Integer.toString(gone.size());
  }

  private static boolean matches(String query, String key, String value) {
    return !query.contains("&" + key + "=") || query.contains("&" + key + "=" + value + "&");
  }

  private String page() {
    StringBuilder page =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\r\n<rtmp>\r\n<pid>7</pid><server>\r\n");
    for (String app : List.of("live", "show")) {
      page.append("<application>\r\n<name>").append(app).append("</name>\r\n<live>\r\n");
      for (String stream : List.of("hall", "room", "a&amp;b")) {
        page.append("<stream>\r\n<name>").append(stream).append("</name>\r\n<time>5</time>");
        for (Client client : clients) {
          if (client.app().equals(app) && client.stream().equals(stream)) {
            page.append("<client><id>").append(client.id()).append("</id><address>::1</address>");
            page.append("<flashver>a/b (x</flashver>");
            page.append(client.publishes() ? "<publishing/>" : "").append("<active/></client>\r\n");
          }
        }
        page.append("<nclients>2</nclients>\r\n<publishing/>\r\n<active/></stream>\r\n");
      }
      page.append("<nclients>1</nclients>\r\n</live>\r\n</application>\r\n");
    }
    return page.append("</server>\r\n</rtmp>\r\n").toString();
  }

  private List<String> ids() {
    return clients.stream().map(Client::id).toList();
  }

  @Test
  void dropsTheOneThatIsAllThree() {
    assertThat(host.heal("dry-run rtmp-drop-publisher live hall 7").out())
        .isEqualTo("would drop client 7, which publishes that stream of live\n");
    assertThat(ids()).containsExactly("7", "8", "17", "9");
    Shell.Result result = host.heal("rtmp-drop-publisher live hall 7");
    assertThat(result.out()).isEqualTo("dropped client 7, which published that stream of live\n");
    assertThat(result.exitStatus()).isZero();
    assertThat(ids()).containsExactly("8", "17", "9");
    assertThat(asked).contains("/control/drop/publisher?app=live&name=hall&clientid=7");
    assertThat(host.heal("rtmp-drop-publisher live hall 7").exitStatus()).isEqualTo(3);
  }

  @Test
  void knowsAStreamByItsHashSoThatItsNameStaysSecret() {
    String hash = "sha256:3cbaeb57c640";
    assertThat(host.heal("rtmp-drop-publisher live sha256:000000000000 7").exitStatus())
        .isEqualTo(64);
    assertThat(host.heal("rtmp-drop-publisher live " + hash + " 7").exitStatus()).isZero();
    assertThat(ids()).containsExactly("8", "17", "9");
    assertThat(host.heal("rtmp-drop-publisher live sha256: 17").exitStatus()).isEqualTo(64);
    assertThat(host.heal("rtmp-drop-publisher live sha256:1 17").exitStatus()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "live hall 17",
        "live room 7",
        "live hal 7",
        "live hall 07",
        "live hall 7e0",
        "live hall x",
        "live hall",
        "live",
        "",
        "live&app hall 7",
        "a@b hall 7"
      })
  void whatDoesNotMatchIsRefused(String words) {
    Shell.Result result = host.heal(("rtmp-drop-publisher " + words).strip());
    assertThat(result.exitStatus()).as(result.out()).isEqualTo(64);
    assertThat(clients).hasSize(4);
    assertThat(asked).noneMatch(path -> path.startsWith("/control"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"live hall 8", "show room 9", "show hall 7", "none hall 7"})
  void whatIsGoneOrPublishesNothingIsNothingToDo(String words) {
    Shell.Result result = host.heal("rtmp-drop-publisher " + words);
    assertThat(result.exitStatus()).as(result.out()).isIn(3, 64);
    assertThat(clients).hasSize(4);
  }

  @Test
  void asksOnlyLoopback() {
    for (String stat :
        List.of(
            "http://192.0.2.1/stat",
            "https://127.0.0.1/stat",
            "http://127.0.0.1@192.0.2.1/stat",
            "file:///etc/passwd",
            "http://localhost.example.org/stat",
            "")) {
      host.list("rtmp", "nginx stat=" + stat + " control=http://127.0.0.1:1/control");
      Shell.Result result = host.heal("rtmp-drop-publisher live hall 7");
      assertThat(result.exitStatus()).as(stat).isEqualTo(64);
    }
    host.list("rtmp", "other");
    assertThat(host.heal("rtmp-drop-publisher live hall 7").exitStatus()).isEqualTo(64);
  }

  @Test
  void saysThatNothingAnswers() {
    server.stop(0);
    Shell.Result result = host.heal("rtmp-drop-publisher live hall 7");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("nginx's page of statistics does not answer\n");
  }
}
