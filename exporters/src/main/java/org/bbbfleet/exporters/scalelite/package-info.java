/** Scalelite: the front itself, its servers, its poller, and what becomes of recordings. */
package org.bbbfleet.exporters.scalelite;
