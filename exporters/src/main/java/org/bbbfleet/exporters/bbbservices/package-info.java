/**
 * BigBlueButton's services on its host: the states of its units, what {@code bbb-conf --check}
 * found, the versions of its packages, and the SFU's own metrics.
 */
package org.bbbfleet.exporters.bbbservices;
