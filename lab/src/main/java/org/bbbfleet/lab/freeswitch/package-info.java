/**
 * A simulator of FreeSWITCH's event socket in inbound mode. What it answers was recorded from a
 * real server ({@code /esl} in this module's resources); it shares no code with the exporters.
 */
package org.bbbfleet.lab.freeswitch;
