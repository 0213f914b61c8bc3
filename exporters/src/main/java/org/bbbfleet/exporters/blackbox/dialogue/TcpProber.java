package org.bbbfleet.exporters.blackbox.dialogue;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Prober;

/**
 * Connects to {@code host:port} and, if the module says so, talks. Mail and directory servers are
 * asked as they want to be.
 */
@AutoService(Prober.class)
public final class TcpProber implements Prober {
  /** A search for the root's naming contexts without logging in (RFC 4511 4.5.1, RFC 4512 5.1). */
  private static final byte[] ROOT_SEARCH = {
    0x30,
    0x25,
    0x02,
    0x01,
    0x01,
    0x63,
    0x20,
    0x04,
    0x00,
    0x0a,
    0x01,
    0x00,
    0x0a,
    0x01,
    0x00,
    0x02,
    0x01,
    0x00,
    0x02,
    0x01,
    0x05,
    0x01,
    0x01,
    0x00,
    (byte) 0x87,
    0x0b,
    0x6f,
    0x62,
    0x6a,
    0x65,
    0x63,
    0x74,
    0x43,
    0x6c,
    0x61,
    0x73,
    0x73,
    0x30,
    0x00
  };

  @Override
  public String kind() {
    return "tcp";
  }

  @Override
  public Map<String, Map<String, Object>> builtIn() {
    Map<String, Object> hello = Map.of("expect", "^220", "send", "EHLO prober\r");
    Map<String, Object> quit = Map.of("expect", "^250 ", "send", "QUIT\r");
    Map<String, Object> searching = Map.of("send", ROOT_SEARCH);
    // The message's number and a search result's entry, however long their lengths are written.
    Map<String, Object> found = Map.of("expect", "(?s)\\x02\\x01\\x01[\\x64\\x65]");
    return Map.of(
        "tcp_connect",
        Map.of(),
        "tls_connect",
        Map.of("tls", true),
        "ssh_banner",
        talk(Map.of("expect", "^SSH-2.0-", "send", "SSH-2.0-blackbox-ssh-check\r")),
        "smtp",
        talk(hello, quit),
        "smtps",
        Map.of("tls", true, "query_response", List.of(hello, quit)),
        "smtp_starttls",
        talk(
            hello,
            Map.of("expect", "^250[ -]STARTTLS"),
            Map.of("send", "STARTTLS\r"),
            Map.of("expect", "^220", "starttls", true),
            Map.of("send", "EHLO prober\r"),
            quit),
        "ldap",
        talk(searching, found),
        "ldaps",
        Map.of("tls", true, "query_response", List.of(searching, found)));
  }

  @SafeVarargs
  private static Map<String, Object> talk(Map<String, Object>... steps) {
    return Map.of("query_response", List.of(steps));
  }

  @Override
  public Probe open(Section options, CollectorContext context) {
    return new DialogueProbe(context.vertx(), DialogueModule.tcp(options), false);
  }
}
