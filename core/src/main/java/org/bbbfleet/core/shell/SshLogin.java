package org.bbbfleet.core.shell;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in to one end, through its jump host if it has one. */
final class SshLogin {
  private static final Logger LOG = LoggerFactory.getLogger(SshLogin.class);
  private static final int MOST_ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final Config config;
  private final SshOptions options;
  private final KeyRing keys;
  private final Jumps jumps;

  SshLogin(Config config, SshOptions options, KeyRing keys, Jumps jumps) {
    this.config = config;
    this.options = options;
    this.keys = keys;
    this.jumps = jumps;
  }

  /**
   * Connects and logs in.
   *
   * @throws FleetException UNREACHABLE, HOST_KEY, AUTHENTICATION or TIMEOUT
   */
  SshConnection open(SshTarget target) {
    if (target.via().isEmpty()) {
      return open(target, null, () -> {});
    }
    SshTarget jump = target.via().get();
    SshConnection way = jumps.take(jump, this::open);
    boolean done = false;
    try {
      SshConnection connection = open(target, way.client(), () -> jumps.release(jump));
      done = true;
      return connection;
    } finally {
      if (!done) {
        jumps.release(jump);
      }
    }
  }

  private SshConnection open(SshTarget target, SSHClient way, Runnable release) {
    SshFailure failure = new SshFailure(target, options);
    long end = 0;
    FleetException first = null;
    for (int attempt = 1; ; attempt++) {
      Attempt one = new Attempt(target, way, failure);
      if (attempt == 1) {
        // A person may have been asked for a passphrase: that time is not the host's.
        end = System.nanoTime() + options.loginTimeout().toNanos();
      }
      try {
        return new SshConnection(target.name(), one.within(end), release);
      } catch (FleetException e) {
        // What sshd does when too many are at its door, or while it is being restarted.
        long pause = pause(attempt);
        if (!one.turnedAway || attempt == MOST_ATTEMPTS || System.nanoTime() + pause > end) {
          throw first != null && e.category() == ErrorCategory.TIMEOUT ? first : e;
        }
        first = e;
        LOG.debug("{}: turned away, trying again: {}", target.name(), e.getMessage());
        await(pause, target.name());
      }
    }
  }

  private static long pause(int attempt) {
    long longest = FIRST_PAUSE.toNanos() << (attempt - 1);
    return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }

  private static void await(long nanos, String name) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(name, e);
    }
  }

  private static FleetException interrupted(String name, InterruptedException e) {
    return new FleetException(ErrorCategory.INTERNAL, name + ": the SSH login was interrupted.", e);
  }

  /** One attempt, on a thread of its own: sshj has no limit on a login as a whole. */
  private final class Attempt {
    private final SshTarget target;
    private final SSHClient way;
    private final SshFailure failure;
    private final HostKeys hostKeys;
    private final SSHClient client = new SSHClient(config);
    private final KeyRing.Offer offer;
    private volatile boolean turnedAway;

    Attempt(SshTarget target, SSHClient way, SshFailure failure) {
      this.target = target;
      this.way = way;
      this.failure = failure;
      this.hostKeys = new HostKeys(target);
      this.offer = keys.offer(target, client, failure);
    }

    SSHClient within(long end) {
      FutureTask<Void> login = new FutureTask<>(this::login, null);
      Thread thread = new Thread(login, "ssh-login-" + target.name());
      thread.setDaemon(true);
      thread.start();
      boolean done = false;
      try {
        login.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        done = true;
        return client;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof FleetException known) {
          throw known;
        }
        throw new FleetException(
            ErrorCategory.INTERNAL, target.name() + ": SSH login: " + e.getCause(), e.getCause());
      } catch (TimeoutException e) {
        throw failure.loginTimedOut(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted(target.name(), e);
      } finally {
        if (!done) {
          thread.interrupt();
          closeQuietly();
        }
      }
    }

    private void login() {
      boolean connected = false;
      try {
        configure();
        if (way == null) {
          client.connect(target.address(), target.port());
        } else {
          DirectConnection tunnel = way.newDirectConnection(target.address(), target.port());
          client.connectVia(tunnel);
        }
        connected = true;
        client.auth(target.user(), offer.methods());
      } catch (IOException | IllegalStateException e) {
        // sshj throws IllegalStateException when a connection is already gone.
        FleetException refusal = hostKeys.refusal();
        turnedAway = refusal == null && !connected && SshFailure.turnedAway(e);
        throw refusal != null ? refusal : failure.login(e, offer, client.getUserAuth().getBanner());
      }
    }

    private void configure() {
      int loginMillis = (int) options.loginTimeout().toMillis();
      client.setConnectTimeout((int) target.connectTimeout().toMillis());
      client.setTimeout(loginMillis);
      client.getTransport().setTimeoutMs(loginMillis);
      client.getConnection().setTimeoutMs(loginMillis);
      KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
      keepAlive.setKeepAliveInterval((int) Math.max(1, target.keepAlive().toSeconds()));
      keepAlive.setMaxAliveCount(target.keepAliveCount());
      client.addHostKeyVerifier(hostKeys);
    }

    private void closeQuietly() {
      try {
        client.close();
      } catch (IOException e) {
        // The attempt has failed already, with a better reason.
        LOG.debug("{}: close after a failed login: {}", target.name(), e.toString());
      }
    }
  }
}
