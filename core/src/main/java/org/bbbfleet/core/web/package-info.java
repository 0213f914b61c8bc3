/**
 * The security of a web server, in the format that Prometheus's exporters share: TLS, client
 * certificates, passwords, a limit on requests. Its file is documented in exporter-toolkit's {@code
 * docs/web-configuration.md}.
 */
package org.bbbfleet.core.web;
