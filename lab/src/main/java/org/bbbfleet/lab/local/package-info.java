/** Units as plain processes, for the demo on one machine without systemd, hosts or root. */
package org.bbbfleet.lab.local;
