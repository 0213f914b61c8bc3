package org.bbbfleet.core.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to log in to one host. */
final class SshLogin {
  private static final Logger LOG = LoggerFactory.getLogger(SshLogin.class);

  private final Config config;
  private final SshOptions options;
  private final Host host;
  private final HostKeys hostKeys;
  private final SshFailure failure;

  SshLogin(Config config, SshOptions options, Host host) {
    this.config = config;
    this.options = options;
    this.host = host;
    this.hostKeys =
        new HostKeys(host.name(), new KnownHosts(options.knownHosts()), options.policy());
    this.failure = new SshFailure(host, options);
  }

  Shell open() {
    List<Path> files = keyFiles();
    SSHClient client = new SSHClient(config);
    FutureTask<Void> login = new FutureTask<>(() -> login(client, files), null);
    // sshj has no limit on a login as a whole: a host that drips a byte a second would hold us.
    Thread thread = new Thread(login, "ssh-login-" + host.name());
    thread.setDaemon(true);
    thread.start();
    boolean done = false;
    try {
      login.get(options.loginTimeout().toMillis(), TimeUnit.MILLISECONDS);
      done = true;
      return new SshShell(host.name(), client, failure);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException known) {
        throw known;
      }
      throw new FleetException(
          ErrorCategory.INTERNAL, host.name() + ": SSH login: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw failure.loginTimedOut(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(
          ErrorCategory.INTERNAL, host.name() + ": the SSH login was interrupted.", e);
    } finally {
      if (!done) {
        thread.interrupt();
        closeQuietly(client);
      }
    }
  }

  private void login(SSHClient client, List<Path> files) {
    try {
      List<KeyProvider> keys = new ArrayList<>();
      for (Path file : files) {
        keys.add(load(client, file));
      }
      int loginMillis = (int) options.loginTimeout().toMillis();
      client.setConnectTimeout((int) options.connectTimeout().toMillis());
      client.setTimeout(loginMillis);
      client.getTransport().setTimeoutMs(loginMillis);
      client.getConnection().setTimeoutMs(loginMillis);
      client
          .getConnection()
          .getKeepAlive()
          .setKeepAliveInterval((int) Math.max(1, options.keepAlive().toSeconds()));
      client.addHostKeyVerifier(hostKeys);
      client.connect(host.address(), host.port());
      client.authPublickey(host.user(), keys);
    } catch (IOException e) {
      FleetException refusal = hostKeys.refusal();
      throw refusal != null ? refusal : failure.login(e, files, client.getUserAuth().getBanner());
    }
  }

  private KeyProvider load(SSHClient client, Path file) {
    try {
      KeyProvider key = client.loadKeys(file.toString());
      key.getPrivate();
      return key;
    } catch (IOException | RuntimeException e) {
      throw failure.key(file, e);
    }
  }

  private List<Path> keyFiles() {
    if (host.privateKeyFile().isPresent() || options.privateKey().isPresent()) {
      Path file =
          resolve(host.privateKeyFile().orElseGet(() -> options.privateKey().get().toString()));
      if (!Files.isReadable(file)) {
        throw failure.key(file, new IOException("there is no such file, or it is not readable"));
      }
      return List.of(file);
    }
    List<Path> usual =
        List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa").stream()
            .map(this::resolve)
            .filter(Files::isReadable)
            .toList();
    if (usual.isEmpty()) {
      throw failure.key(resolve("~/.ssh/id_ed25519"), new IOException("there is no such file"));
    }
    return usual;
  }

  private Path resolve(String file) {
    Path home = Path.of(System.getProperty("user.home"));
    if (file.equals("~") || file.startsWith("~/")) {
      return home.resolve(file.substring(Math.min(2, file.length())));
    }
    return options.baseDirectory().resolve(file).toAbsolutePath().normalize();
  }

  private void closeQuietly(SSHClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // The attempt has failed already, with a better reason.
      LOG.debug("{}: close after a failed login: {}", host.name(), e.toString());
    }
  }
}
