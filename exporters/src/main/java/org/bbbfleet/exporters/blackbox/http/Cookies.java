package org.bbbfleet.exporters.blackbox.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cookies of one probe: a login that redirects would go round in circles without them. */
final class Cookies {
  private static final int MOST = 50;

  private CookieManager manager;

  void take(URI url, HttpHeaders headers) {
    List<String> set = headers.getAll(HttpHeaderNames.SET_COOKIE);
    if (set.isEmpty()) {
      return;
    }
    if (manager == null) {
      manager = new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER);
    }
    try {
      if (manager.getCookieStore().getCookies().size() < MOST) {
        manager.put(url, Map.of("Set-Cookie", set.subList(0, Math.min(MOST, set.size()))));
      }
    } catch (IOException | IllegalArgumentException e) {
      // A cookie that can't be read is not kept, as in a browser.
      return;
    }
  }

  Optional<String> of(URI url) {
    if (manager == null) {
      return Optional.empty();
    }
    try {
      List<String> lines = manager.get(url, Map.of()).getOrDefault("Cookie", List.of());
      return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lines));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
