/** A Docker daemon of one's own, for what BigBlueButton does in containers. */
package org.bbbfleet.lab.docker;
