package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;
import org.bbbfleet.core.config.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shell over one SSH connection; each command is one channel of it. */
final class SshShell extends ProcessShell {
  private static final Logger LOG = LoggerFactory.getLogger(SshShell.class);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

  private final SshConnection connection;
  private final SSHClient client;
  private final SshFailure failure;

  SshShell(
      SshTarget target, Optional<Become> become, SshConnection connection, SshFailure failure) {
    super(target.name(), target.user(), become);
    this.connection = connection;
    this.client = connection.client();
    this.failure = failure;
  }

  @Override
  Running start(String commandLine) {
    try {
      Session session = client.startSession();
      try {
        return new Channel(session, session.exec(commandLine));
      } catch (IOException e) {
        session.close();
        throw e;
      }
    } catch (IOException | IllegalStateException e) {
      // sshj throws IllegalStateException when the connection is already gone.
      throw failure.lost(e);
    }
  }

  @Override
  public void close() {
    endActive();
    connection.close();
  }

  private final class Channel implements Running {
    private final Session session;
    private final Session.Command command;

    Channel(Session session, Session.Command command) {
      this.session = session;
      this.command = command;
    }

    @Override
    public OutputStream stdin() {
      return command.getOutputStream();
    }

    @Override
    public InputStream out() {
      return command.getInputStream();
    }

    @Override
    public InputStream err() {
      return command.getErrorStream();
    }

    /**
     * sshj tells the exit status by no event of its own, and the channel may stay open after it.
     */
    @Override
    public OptionalInt awaitExit(Duration longest) throws InterruptedException {
      long end = System.nanoTime() + longest.toNanos();
      for (long pause = 1; ; pause = Math.min(10, pause + 1)) {
        boolean open = command.isOpen();
        if (command.getExitStatus() != null) {
          return OptionalInt.of(command.getExitStatus());
        }
        if (command.getExitSignal() != null) {
          return OptionalInt.of(128 + number(command.getExitSignal()));
        }
        if (!open) {
          throw failure.lost(null);
        }
        if (System.nanoTime() - end >= 0) {
          return OptionalInt.empty();
        }
        TimeUnit.MILLISECONDS.sleep(pause);
      }
    }

    @Override
    public void kill(long group, Optional<Become> become) {
      if (!client.isConnected()) {
        return;
      }
      String line = "kill -s KILL -- -" + group;
      try (Session other = client.startSession()) {
        Session.Command kill = other.exec(become.map(b -> b.around(line)).orElse(line));
        try (OutputStream stdin = kill.getOutputStream()) {
          for (Secret password : become.flatMap(Become::password).stream().toList()) {
            stdin.write((password.reveal() + "\n").getBytes(StandardCharsets.UTF_8));
          }
          stdin.flush();
        }
        kill.join(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (IOException | IllegalStateException e) {
        // The host's own `timeout` ends the group all the same.
        LOG.debug("{}: can't end process group {}: {}", host(), group, e.toString());
      }
    }

    @Override
    public void abandon() {
      // sshd answers a close only when the command has ended, and sshj waits for the answer.
      Thread closer = new Thread(this::closeChannel, "ssh-close-" + host());
      closer.setDaemon(true);
      closer.start();
    }

    private void closeChannel() {
      try {
        command.getInputStream().close();
        command.getErrorStream().close();
        session.close();
      } catch (IOException e) {
        LOG.debug("{}: close of a channel: {}", host(), e.toString());
      }
    }
  }

  private static int number(Signal signal) {
    return switch (signal) {
      case HUP -> 1;
      case INT -> 2;
      case QUIT -> 3;
      case ILL -> 4;
      case ABRT -> 6;
      case FPE -> 8;
      case KILL -> 9;
      case SEGV -> 11;
      case PIPE -> 13;
      case ALRM -> 14;
      case TERM -> 15;
      default -> 127;
    };
  }
}
