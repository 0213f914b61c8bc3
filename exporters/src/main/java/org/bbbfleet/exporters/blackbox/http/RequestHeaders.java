package org.bbbfleet.exporters.blackbox.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bbbfleet.exporters.blackbox.options.HeaderOptions.Header;

/** The headers of one request, those that a configuration left out filled in. */
final class RequestHeaders {
  /** Sent to the target only, never to where it redirects: they say who we are. */
  private static final Set<String> OURS = secret("Authorization", "Cookie", "Proxy-Authorization");

  private RequestHeaders() {}

  private static Set<String> secret(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(List.of(names));
    return set;
  }

  static List<Header> of(List<Header> configured, boolean sameHost, Optional<String> cookies) {
    List<Header> all = new ArrayList<>();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : configured) {
      if (!header.name().equalsIgnoreCase("Host") && (sameHost || !OURS.contains(header.name()))) {
        all.add(header);
        names.add(header.name());
      }
    }
    add(all, names, "User-Agent", "BBB-Fleet");
    add(all, names, "Accept", "*/*");
    cookies.ifPresent(value -> add(all, names, "Cookie", value));
    return all;
  }

  private static void add(List<Header> all, Set<String> names, String name, String value) {
    if (names.add(name)) {
      all.add(new Header(name, value));
    }
  }
}
