/**
 * FreeSWITCH, seen through its event socket (ESL, inbound mode): whether it lives, how many calls
 * and conferences it carries, and whether its SIP profiles and gateways stand.
 */
package org.bbbfleet.exporters.freeswitch;
