/** A stand-in for what we use of Grafana's HTTP API. */
package org.bbbfleet.lab.grafana;
