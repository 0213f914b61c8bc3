/** Simulators of streaming platforms that can't be had: PeerTube and Open Streaming Platform. */
package org.bbbfleet.lab.streaming;
