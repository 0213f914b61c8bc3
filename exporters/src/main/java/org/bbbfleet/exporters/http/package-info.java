/** Small answers over HTTP, bounded in time and size: for exporters that ask other programs. */
package org.bbbfleet.exporters.http;
