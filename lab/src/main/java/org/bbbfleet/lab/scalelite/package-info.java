/** A simulated Scalelite, as nasty as the original. */
package org.bbbfleet.lab.scalelite;
