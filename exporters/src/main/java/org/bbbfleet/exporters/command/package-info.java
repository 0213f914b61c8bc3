/** Programs of the host whose output exporters read. */
package org.bbbfleet.exporters.command;
