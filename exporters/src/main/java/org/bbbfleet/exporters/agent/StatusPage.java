package org.bbbfleet.exporters.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The agent's front page: what is on, why, and how it fares. Plain HTML, nothing to load. */
final class StatusPage {
  private static final String STYLE = style();

  private StatusPage() {}

  static String of(Agent agent) {
    Generation generation = agent.generation();
    return of(
        agent.context().version(),
        generation.explanations(),
        generation.runners(),
        agent.reloads());
  }

  static String of(
      String version,
      List<Explanation> explanations,
      List<CollectorRunner> runners,
      ReloadState reloads) {
    Map<String, CollectorRunner> byName =
        runners.stream().collect(Collectors.toMap(CollectorRunner::name, Function.identity()));
    StringBuilder html = new StringBuilder(8 * 1024);
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append("<title>BBB Fleet agent</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<header><h1>BBB Fleet agent</h1>");
    summary(html, version, explanations, runners, reloads);
    html.append(
        "<nav><a href=\"/metrics\">/metrics</a><a href=\"/-/healthy\">/-/healthy</a>"
            + "<a href=\"/-/ready\">/-/ready</a><span>/probe?target=&amp;module=</span></nav>"
            + "</header>\n<main>");
    if (!reloads.successful()) {
      html.append(
              "<section class=\"fault\" role=\"alert\"><h2>The new configuration is faulty</h2>")
          .append("<p>The one before stays in use.</p><pre>")
          .append(escape(reloads.why()))
          .append("</pre></section>\n");
    }
    html.append(
        "<h2>On</h2><table><thead><tr><th>Exporter</th><th>State</th><th>Last worked</th>"
            + "<th>Took</th><th>Why</th></tr></thead><tbody>\n");
    for (Explanation e : explanations) {
      CollectorRunner runner = byName.get(e.exporter());
      if (runner != null) {
        on(html, e, runner.state(), runner.now());
      }
    }
    html.append(
        "</tbody></table>\n<h2>Off</h2><table><thead><tr><th>Exporter</th><th>Why</th></tr>"
            + "</thead><tbody>\n");
    for (Explanation e : explanations) {
      if (!byName.containsKey(e.exporter())) {
        html.append("<tr><td class=\"name quiet\">").append(escape(e.exporter()));
        html.append("</td><td class=\"quiet\">").append(escape(e.why())).append("</td></tr>\n");
      }
    }
    return html.append("</tbody></table></main></body></html>\n").toString();
  }

  private static void summary(
      StringBuilder html,
      String version,
      List<Explanation> explanations,
      List<CollectorRunner> runners,
      ReloadState reloads) {
    long failing =
        runners.stream().filter(r -> r.state().collected() && !r.state().success()).count();
    html.append("<p class=\"quiet\">Version ")
        .append(escape(version))
        .append(", configuration of ")
        .append(time(reloads.lastSuccess()))
        .append("</p><p>")
        .append(runners.size())
        .append(" exporters are on, ")
        .append(explanations.size() - runners.size())
        .append(" are off. ")
        .append(
            failing == 0
                ? "None fails."
                : "<span class=\"bad state\">" + failing + (failing == 1 ? " fails." : " fail."))
        .append(failing == 0 ? "</p>" : "</span></p>");
  }

  private static void on(StringBuilder html, Explanation e, CollectorState state, long now) {
    String word = !state.collected() ? "… starting" : state.success() ? "✓ well" : "✗ failing";
    String kind = !state.collected() ? "wait" : state.success() ? "good" : "bad";
    String why = state.why().isEmpty() ? e.why() : state.why();
    html.append("<tr><td class=\"name\">").append(escape(e.exporter()));
    html.append("</td><td class=\"state ").append(kind).append("\">").append(word);
    html.append("</td><td class=\"number\" data-label=\"last worked\">");
    html.append(state.age(now).map(StatusPage::ago).orElse("never"));
    html.append("</td><td class=\"number\" data-label=\"took\">");
    html.append(state.collected() ? took(state.took()) : "–").append("</td><td>");
    html.append(escape(why)).append("</td></tr>\n");
  }

  private static String ago(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < 120) {
      return seconds + " s ago";
    }
    return seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
  }

  private static String took(Duration took) {
    return took.toMillis() < 1 ? "under 1 ms" : took.toMillis() + " ms";
  }

  private static String time(Instant instant) {
    return instant
        .truncatedTo(ChronoUnit.SECONDS)
        .toString()
        .replace('T', ' ')
        .replace("Z", " UTC");
  }

  private static String style() {
    try (InputStream css = StatusPage.class.getResourceAsStream("page.css")) {
      if (css == null) {
        throw new IllegalStateException("page.css is not on the class path");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
