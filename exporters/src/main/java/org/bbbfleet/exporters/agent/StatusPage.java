package org.bbbfleet.exporters.agent;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The agent's front page: what is on, why, and how it fares. Plain HTML, nothing to load. */
final class StatusPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>BBB Fleet agent</title>
      <meta name="color-scheme" content="light dark">
      <style>body{font-family:system-ui,sans-serif;margin:2rem}td,th{text-align:left;padding:.2rem 1rem .2rem 0}</style>
      </head><body><h1>BBB Fleet agent</h1>
      <p><a href="/metrics">/metrics</a> · <a href="/-/healthy">/-/healthy</a> · /probe?target=&amp;module=</p>
      <table><tr><th>Exporter</th><th>State</th><th>Why</th><th>Last success</th><th>Took</th></tr>
      """;

  private StatusPage() {}

  static String of(List<Explanation> explanations, List<CollectorRunner> runners) {
    Map<String, CollectorRunner> byName =
        runners.stream().collect(Collectors.toMap(CollectorRunner::name, Function.identity()));
    StringBuilder html = new StringBuilder(HEAD);
    for (Explanation e : explanations) {
      html.append("<tr><td>").append(escape(e.exporter())).append("</td>");
      CollectorRunner runner = byName.get(e.exporter());
      if (runner == null) {
        html.append("<td>off</td><td>").append(escape(e.why())).append("</td><td></td><td></td>");
      } else {
        row(html, e, runner.state(), runner.now());
      }
      html.append("</tr>\n");
    }
    return html.append("</table></body></html>\n").toString();
  }

  private static void row(StringBuilder html, Explanation e, CollectorState state, long now) {
    String word = !state.collected() ? "starting" : state.success() ? "✓ well" : "✗ failing";
    String why = state.why().isEmpty() ? e.why() : state.why();
    html.append("<td>").append(word).append("</td><td>").append(escape(why)).append("</td><td>");
    html.append(state.age(now).map(age -> age.toSeconds() + " s ago").orElse("never"));
    html.append("</td><td>");
    html.append(state.collected() ? state.took().toMillis() + " ms" : "").append("</td>");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
