/** Real faults with real processes: what furnishes a lab host's media side, and what breaks it. */
package org.bbbfleet.lab.faults;
