package org.bbbfleet.exporters.blackbox.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server's answers, for tests. */
public final class Answers {
  private Answers() {}

  /** One address for every name, but those that begin with "missing"; a serial for every zone. */
  public static byte[] to(byte[] query) {
    try {
      Message question = new Message(query);
      Message answer = new Message(question.getHeader().getID());
      answer.getHeader().setFlag(Flags.QR);
      answer.addRecord(question.getQuestion(), Section.QUESTION);
      Name name = question.getQuestion().getName();
      if (name.toString().startsWith("missing")) {
        answer.getHeader().setRcode(Rcode.NXDOMAIN);
      } else if (question.getQuestion().getType() == Type.SOA) {
        answer.addRecord(
            new SOARecord(name, DClass.IN, 60, name, name, 2026112201, 1, 1, 1, 1), Section.ANSWER);
      } else {
        answer.addRecord(
            new ARecord(name, DClass.IN, 300, InetAddress.getByName("192.0.2.7")), Section.ANSWER);
      }
      return answer.toWire();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
