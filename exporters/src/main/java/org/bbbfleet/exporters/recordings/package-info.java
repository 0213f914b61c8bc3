/**
 * BigBlueButton's recordings, from its directories or by its API: what waits, failed and is there.
 */
package org.bbbfleet.exporters.recordings;
