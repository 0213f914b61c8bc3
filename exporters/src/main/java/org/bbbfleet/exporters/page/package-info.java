/**
 * Pages over HTTP that others wrote: fetched within a deadline and a size, failing with a reason.
 */
package org.bbbfleet.exporters.page;
