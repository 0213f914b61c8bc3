package org.bbbfleet.exporters.blackbox.dns;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.net.Net;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.net.Target;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One query to one name server, and its answer. */
final class DnsAttempt extends Attempt {
  private static final int PORT = 53;
  private static final int TLS_PORT = 853;

  private final DnsModule module;
  private final Net net;
  private final Phases phases = new Phases("resolve", "connect", "request");
  private final Message query;
  private Buffer received = Buffer.buffer();

  DnsAttempt(Vertx vertx, DnsModule module, Net net, Request request) {
    super(vertx, request);
    this.module = module;
    this.net = net;
    this.query = module.query();
    samples
        .put(BlackboxMetrics.DNS_ANSWER_RRS, 0)
        .put(BlackboxMetrics.DNS_AUTHORITY_RRS, 0)
        .put(BlackboxMetrics.DNS_ADDITIONAL_RRS, 0)
        .put(BlackboxMetrics.DNS_QUERY_SUCCEEDED, 0);
  }

  @Override
  protected void begin() {
    Optional<Target> target = Target.parse(request.target(), module.overTls() ? TLS_PORT : PORT);
    if (target.isEmpty()) {
      fail("not a name server: host or host:port");
      return;
    }
    phases.begin();
    net.resolve(
        this,
        target.get().host(),
        samples,
        address -> {
          phases.end("resolve");
          if (module.tcp()) {
            tcp(target.get(), address);
          } else {
            udp(target.get(), address);
          }
        });
  }

  private void udp(Target target, InetAddress address) {
    DatagramSocket socket =
        vertx.createDatagramSocket(
            new DatagramSocketOptions().setIpV6(address instanceof Inet6Address));
    atEnd(socket::close);
    String any = address instanceof Inet6Address ? "::" : "0.0.0.0";
    then(
        socket.listen(0, module.ip().source().orElse(any)),
        "no socket",
        open -> {
          phases.end("connect");
          open.handler(
              packet ->
                  here(
                      () -> {
                        // Whoever guesses the port may send something; only the asked one counts.
                        if (packet.sender().port() == target.port()
                            && packet.sender().hostAddress().equals(address.getHostAddress())) {
                          answer(packet.data().getBytes(), true);
                        }
                      }));
          then(
              open.send(Buffer.buffer(query.toWire()), target.port(), address.getHostAddress()),
              "can't send",
              v -> {});
        });
  }

  private void tcp(Target target, InetAddress address) {
    net.connect(
        this,
        SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()),
        socket -> {
          if (module.overTls()) {
            net.secure(this, socket, target.host(), false, this::ask);
          } else {
            ask(socket);
          }
        });
  }

  /** Over a connection two bytes of length come first (RFC 1035, 4.2.2). */
  private void ask(NetSocket socket) {
    phases.end("connect");
    byte[] wire = query.toWire();
    socket.handler(bytes -> here(() -> take(bytes)));
    socket.closeHandler(v -> here(() -> fail("the connection ended without an answer")));
    socket.exceptionHandler(e -> here(() -> fail("broken: " + reason(e))));
    then(
        socket.write(Buffer.buffer().appendUnsignedShort(wire.length).appendBytes(wire)),
        "can't send",
        v -> {});
  }

  private void take(Buffer bytes) {
    received = received.appendBuffer(bytes);
    if (received.length() >= 2 && received.length() >= 2 + received.getUnsignedShort(0)) {
      answer(received.getBytes(2, 2 + received.getUnsignedShort(0)), false);
    }
  }

  private void answer(byte[] wire, boolean mayWait) {
    Message answer;
    try {
      answer = new Message(wire);
    } catch (IOException e) {
      fail("not a DNS message: " + reason(e));
      return;
    }
    if (answer.getHeader().getID() != query.getHeader().getID()) {
      if (!mayWait) {
        fail("the answer is not to our question");
      }
      return;
    }
    phases.end("request");
    List<Record> found = answer.getSection(Section.ANSWER);
    samples
        .put(BlackboxMetrics.DNS_QUERY_SUCCEEDED, 1)
        .put(BlackboxMetrics.DNS_ANSWER_RRS, found.size())
        .put(BlackboxMetrics.DNS_AUTHORITY_RRS, answer.getSection(Section.AUTHORITY).size())
        .put(BlackboxMetrics.DNS_ADDITIONAL_RRS, answer.getSection(Section.ADDITIONAL).size());
    if (module.type() == Type.SOA) {
      found.stream()
          .filter(SOARecord.class::isInstance)
          .forEach(soa -> samples.put(BlackboxMetrics.DNS_SERIAL, ((SOARecord) soa).getSerial()));
    }
    if (!module.rcodes().contains(answer.getRcode())) {
      fail("the server says " + Rcode.string(answer.getRcode()));
      return;
    }
    Optional<String> wrong =
        module
            .answer()
            .judge("answer", texts(found))
            .or(
                () ->
                    module
                        .authority()
                        .judge("authority", texts(answer.getSection(Section.AUTHORITY))))
            .or(
                () ->
                    module
                        .additional()
                        .judge("additional", texts(answer.getSection(Section.ADDITIONAL))));
    end(wrong.isEmpty(), wrong.orElse(""));
  }

  /** Records as blackbox_exporter's library writes them, which expressions are made for. */
  private static List<String> texts(List<Record> records) {
    return records.stream()
        .map(
            r ->
                r.getName()
                    + "\t"
                    + r.getTTL()
                    + "\t"
                    + DClass.string(r.getDClass())
                    + "\t"
                    + Type.string(r.getType())
                    + "\t"
                    + r.rdataToString())
        .toList();
  }

  @Override
  protected void measured() {
    phases.writeTo(samples, BlackboxMetrics.DNS_DURATION);
  }
}
