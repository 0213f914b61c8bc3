/**
 * Judges dashboards as Grafana's own dashboard linter does: the same rules under the same names, on
 * the JSON that Grafana reads.
 *
 * @see <a href="https://github.com/grafana/dashboard-linter/tree/main/docs">Its rules</a>
 */
package org.bbbfleet.dashboards.lint;
