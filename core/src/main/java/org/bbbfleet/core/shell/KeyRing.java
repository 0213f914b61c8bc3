package org.bbbfleet.core.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private keys of a run: each file is read, and its passphrase asked for, once. A key that an
 * agent has is used there, so that its passphrase is not needed.
 */
final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
  private static final int MOST_ATTEMPTS = 3;
  private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(5);

  /** sshd's usual MaxAuthTries; more would be refused whatever they are. */
  private static final int MOST_METHODS = 6;

  private final Passphrases passphrases;
  private final Map<Path, KeyFile> files = new ConcurrentHashMap<>();
  private final Map<Path, KeyProvider> open = new ConcurrentHashMap<>();

  /** Keys that nobody could open: a person is not asked again for each host. */
  private final Set<Path> shut = ConcurrentHashMap.newKeySet();

  KeyRing(Passphrases passphrases) {
    this.passphrases = passphrases;
  }

  /**
   * What to try, in order.
   *
   * @param methods for sshj
   * @param names the same for messages
   * @param locked files that were left out because nobody knows their passphrase
   */
  record Offer(List<AuthMethod> methods, List<String> names, List<Path> locked) {

    private void add(AuthMethod method, String name) {
      if (methods.size() < MOST_METHODS) {
        methods.add(method);
        names.add(name);
      }
    }
  }

  /**
   * The keys for one end.
   *
   * @throws FleetException (AUTHENTICATION) naming a key that can't be used, or when there is none
   */
  Offer offer(SshTarget target, SSHClient client, SshFailure failure) {
    Offer offer = new Offer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Optional<SshAgent> agent = target.agent().map(SshAgent::new);
    List<SshAgent.Key> held = new ArrayList<>(agent.map(this::keys).orElse(List.of()));
    for (Path file : files(target, failure)) {
      KeyFile key = file(file, failure);
      Optional<SshAgent.Key> there =
          held.stream()
              .filter(k -> key.publicHalf().filter(p -> Arrays.equals(p, k.blob())).isPresent())
              .findFirst();
      if (there.isPresent()) {
        held.remove(there.get());
        offer.add(new AgentAuth(agent.get(), there.get()), file + " (by the agent)");
        continue;
      }
      Optional<KeyProvider> loaded = load(target, client, key, failure);
      loaded.ifPresent(k -> offer.add(new AuthPublickey(k), file.toString()));
      if (loaded.isEmpty()) {
        offer.locked().add(file);
      }
    }
    if (!target.keysOnly()) {
      held.forEach(k -> offer.add(new AgentAuth(agent.get(), k), "a key of the agent"));
    }
    for (Secret password : target.password().stream().toList()) {
      offer.add(
          new AuthPassword(PasswordUtils.createOneOff(password.reveal().toCharArray())),
          "ansible_password");
    }
    if (offer.methods().isEmpty()) {
      throw offer.locked().isEmpty()
          ? failure.noKey()
          : failure.locked(offer.locked().get(0), target.passphrase().isPresent());
    }
    return offer;
  }

  private List<Path> files(SshTarget target, SshFailure failure) {
    List<Path> there = new ArrayList<>();
    for (SshTarget.Key key : target.keys()) {
      if (Files.isReadable(key.file())) {
        there.add(key.file());
      } else if (key.required()) {
        throw failure.key(
            key.file(), new IOException("there is no such file, or it is not readable"));
      }
    }
    if (target.keys().isEmpty()) {
      for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
        Path file = SshPaths.home().resolve(".ssh").resolve(name);
        if (Files.isReadable(file)) {
          there.add(file);
        }
      }
    }
    return there;
  }

  private List<SshAgent.Key> keys(SshAgent agent) {
    FutureTask<List<SshAgent.Key>> question = new FutureTask<>(agent::keys);
    Thread thread = new Thread(question, "ssh-agent");
    thread.setDaemon(true);
    thread.start();
    try {
      return question.get(AGENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // An agent is a convenience: without it the files are still there.
      LOG.debug("the ssh-agent can't be asked: {}", e.toString());
      thread.interrupt();
      return List.of();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private KeyFile file(Path path, SshFailure failure) {
    KeyFile there = files.get(path);
    if (there == null) {
      try {
        there = KeyFile.read(path);
        files.put(path, there);
      } catch (IOException e) {
        throw failure.key(path, e);
      }
    }
    return there;
  }

  private Optional<KeyProvider> load(
      SshTarget target, SSHClient client, KeyFile key, SshFailure failure) {
    KeyProvider there = open.get(key.path());
    if (there != null) {
      return Optional.of(there);
    }
    // One at a time: a person can answer only one question, and only once for each key.
    synchronized (this) {
      there = open.get(key.path());
      if (there != null) {
        return Optional.of(there);
      }
      Optional<KeyProvider> loaded =
          key.locked()
              ? unlock(target, client, key, failure)
              : Optional.of(read(client, key.path(), null, failure));
      loaded.ifPresent(k -> open.put(key.path(), k));
      return loaded;
    }
  }

  private Optional<KeyProvider> unlock(
      SshTarget target, SSHClient client, KeyFile key, SshFailure failure) {
    FleetException wrong = null;
    for (int attempt = target.passphrase().isPresent() ? -1 : 0;
        attempt < MOST_ATTEMPTS;
        attempt++) {
      if (attempt >= 0 && shut.contains(key.path())) {
        break;
      }
      Optional<Secret> passphrase =
          attempt < 0 ? target.passphrase() : passphrases.of(key.path(), attempt);
      if (passphrase.isEmpty()) {
        break;
      }
      try {
        return Optional.of(read(client, key.path(), passphrase.get(), failure));
      } catch (FleetException e) {
        wrong = e;
      }
    }
    shut.add(key.path());
    if (wrong != null) {
      throw failure.locked(key.path(), true);
    }
    return Optional.empty();
  }

  // The pair itself is kept, not sshj's provider, which reads the file anew for each login.
  private static KeyProvider read(
      SSHClient client, Path path, Secret passphrase, SshFailure failure) {
    try {
      KeyProvider key =
          passphrase == null
              ? client.loadKeys(path.toString())
              : client.loadKeys(path.toString(), passphrase.reveal().toCharArray());
      return new KeyPairWrapper(key.getPublic(), key.getPrivate());
    } catch (IOException | RuntimeException e) {
      throw failure.key(path, e);
    }
  }
}
