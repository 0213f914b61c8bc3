package org.bbbfleet.core.shell;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Logs in by a key that an ssh-agent has: sshj knows no agents. RFC 4252, section 7. */
final class AgentAuth extends AbstractAuthMethod {
  private final SshAgent agent;
  private final SshAgent.Key key;
  private final Deque<String> algorithms;

  AgentAuth(SshAgent agent, SshAgent.Key key) {
    super("publickey");
    this.agent = agent;
    this.key = key;
    // One type of key, two signature algorithms that are still accepted (RFC 8332).
    this.algorithms =
        new ArrayDeque<>(
            key.type().equals("ssh-rsa")
                ? List.of("rsa-sha2-512", "rsa-sha2-256")
                : List.of(key.type()));
  }

  @Override
  public SSHPacket buildReq() throws UserAuthException {
    return request(false);
  }

  private SSHPacket request(boolean signed) throws UserAuthException {
    return super.buildReq()
        .putBoolean(signed)
        .putString(algorithms.element())
        .putString(key.blob());
  }

  @Override
  public void handle(Message message, SSHPacket packet)
      throws UserAuthException, TransportException {
    if (message != Message.USERAUTH_60) {
      super.handle(message, packet);
      return;
    }
    SSHPacket request = request(true);
    byte[] data =
        new Buffer.PlainBuffer()
            .putString(params.getTransport().getSessionID())
            .putBuffer(request)
            .getCompactData();
    try {
      request.putString(agent.sign(key, data, flags()));
    } catch (IOException e) {
      throw new UserAuthException("the ssh-agent did not sign: " + e.getMessage(), e);
    }
    params.getTransport().write(request);
  }

  private int flags() {
    return switch (algorithms.element()) {
      case "rsa-sha2-512" -> 4;
      case "rsa-sha2-256" -> 2;
      default -> 0;
    };
  }

  @Override
  public boolean shouldRetry() {
    if (algorithms.size() < 2) {
      return false;
    }
    algorithms.remove();
    return true;
  }
}
