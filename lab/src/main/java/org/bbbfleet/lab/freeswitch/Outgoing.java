package org.bbbfleet.lab.freeswitch;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes to one client: in order, whole or in drops, until it is silenced or closed. */
final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  private final Vertx vertx;
  private final NetSocket socket;
  private final Supplier<Optional<FreeSwitchFault>> fault;
  private Buffer pending = Buffer.buffer();
  private boolean dripping;
  private boolean silent;
  private boolean closing;

  Outgoing(Vertx vertx, NetSocket socket, Supplier<Optional<FreeSwitchFault>> fault) {
    this.vertx = vertx;
    this.socket = socket;
    this.fault = fault;
  }

  /** Sends; a header block and its body in one or in many pieces is the same to a right client. */
  void send(Buffer bytes) {
    if (silent || closing) {
      return;
    }
    if (dripping || drip().isPresent()) {
      pending.appendBuffer(bytes);
      startDrip();
    } else {
      write(bytes);
    }
  }

  /** From now on nothing is sent, and the connection stays. */
  void silence() {
    silent = true;
  }

  boolean isSilent() {
    return silent;
  }

  boolean isFull() {
    return socket.writeQueueFull();
  }

  /** Ends the connection after what was sent. */
  void close() {
    closing = true;
    if (!dripping) {
      end();
    }
  }

  private Optional<FreeSwitchFault.Drip> drip() {
    return fault
        .get()
        .filter(FreeSwitchFault.Drip.class::isInstance)
        .map(FreeSwitchFault.Drip.class::cast);
  }

  private void startDrip() {
    if (!dripping) {
      dripping = true;
      nextDrop();
    }
  }

  private void nextDrop() {
    Optional<FreeSwitchFault.Drip> drip = drip();
    long pause = drip.map(one -> one.pause().toMillis()).orElse(1L);
    vertx.setTimer(
        Math.max(1, pause),
        timer -> {
          int size = Math.min(drip.map(FreeSwitchFault.Drip::bytes).orElse(1), pending.length());
          write(pending.getBuffer(0, size));
          pending = pending.getBuffer(size, pending.length());
          if (pending.length() > 0) {
            nextDrop();
          } else {
            dripping = false;
            if (closing) {
              end();
            }
          }
        });
  }

  private void write(Buffer bytes) {
    socket.write(bytes).onFailure(failure -> LOG.debug("the client went away", failure));
  }

  private void end() {
    socket.end().onFailure(failure -> LOG.debug("the client went away", failure));
  }
}
