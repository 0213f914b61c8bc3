package org.bbbfleet.lab.streaming;

import java.time.Duration;

/** What a simulated platform's web server does wrong, on every path. */
public sealed interface ApiFault {
  /** Answers rightly, but late. */
  record Slow(Duration delay) implements ApiFault {}

  /** Takes the call and never answers. */
  record Hanging() implements ApiFault {}

  /** The proxy before it answers with its own page, as while the platform restarts. */
  record ProxyError(int status) implements ApiFault {}

  /** Another program listens there: a page of HTML with status 200. */
  record AnotherServer() implements ApiFault {}

  /** Sends the client elsewhere. */
  record Redirect(String location) implements ApiFault {}

  /** Half an answer, then the connection ends. */
  record Truncated() implements ApiFault {}

  /** Well-formed JSON without an end, as fast as the client takes it. */
  record Endless() implements ApiFault {}

  /** Arrays within arrays, a hundred thousand deep. */
  record Deep() implements ApiFault {}

  /**
   * Every number is a text with a thousands separator, every text is null, every list an object.
   */
  record OtherTypes() implements ApiFault {}

  /** An older or newer version: half of the fields have other names. */
  record OtherFields() implements ApiFault {}
}
