/** Gives the fleet something to act on: simulators, real faults, throw-away hosts. */
package org.bbbfleet.lab;
