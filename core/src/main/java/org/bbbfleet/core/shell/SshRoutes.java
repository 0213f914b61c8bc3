package org.bbbfleet.core.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;

/**
 * Finds how a host is reached. The inventory's variables come first, then the arguments that it
 * carries for {@code ssh}, then the SSH configuration, then our options.
 */
final class SshRoutes {
  private static final int MOST_JUMPS = 8;

  private final SshOptions options;

  SshRoutes(SshOptions options) {
    this.options = options;
  }

  /**
   * The way to a host.
   *
   * @throws FleetException (INPUT) for a proxy command that is no jump, or for jumps in a circle
   */
  SshTarget to(Host host) {
    SshSettings settings = new SshSettings();
    set(settings, "user", host.string("ansible_user"));
    set(settings, "port", host.string("ansible_port"));
    for (String variable :
        List.of("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")) {
      host.string(variable)
          .ifPresent(text -> SshArguments.read(host.name() + ": " + variable, text, settings));
    }
    Part part = new Part(host.name(), host.address(), settings, Optional.of(host));
    return target(part, Optional.empty(), 0);
  }

  /** What is known of one end before the configuration was asked. */
  private record Part(String name, String alias, SshSettings settings, Optional<Host> host) {}

  private SshTarget target(Part part, Optional<SshTarget> before, int depth) {
    if (depth > MOST_JUMPS) {
      throw input(part.name() + ": more than " + MOST_JUMPS + " jumps; do they go in a circle?");
    }
    SshSettings settings = options.config().lookup(part.alias(), part.settings());
    String user = settings.one("user").orElse("root");
    int port = port(part.name(), settings.one("port").orElse("22"));
    String address =
        tokens(settings.one("hostname").orElse("%h"), part.alias(), part.alias(), port, user);
    String said = part.alias();
    Optional<SshTarget> via =
        before.or(() -> via(part, settings, said, address, port, user, depth));
    boolean variableKey = part.host().flatMap(Host::privateKeyFile).isPresent();
    return new SshTarget(
        part.name(),
        address,
        port,
        user,
        keys(part, settings, file -> tokens(file, said, address, port, user)),
        variableKey || settings.one("identitiesonly").filter("yes"::equalsIgnoreCase).isPresent(),
        secret(part.host(), "ansible_ssh_private_key_passphrase", "ansible_private_key_passphrase"),
        secret(part.host(), "ansible_password", "ansible_ssh_pass", "ansible_ssh_password"),
        agent(settings),
        known(settings, file -> tokens(file, said, address, port, user)),
        settings.one("hostkeyalias"),
        policy(settings),
        seconds(settings, "connecttimeout").orElse(options.connectTimeout()),
        seconds(settings, "serveraliveinterval").orElse(options.keepAlive()),
        settings
            .one("serveralivecountmax")
            .filter(n -> n.matches("[1-9]\\d{0,2}"))
            .map(Integer::parseInt)
            .orElse(SshOptions.KEEP_ALIVE_COUNT),
        via);
  }

  // The first hop of a list may have jumps of its own; each later one goes through the one before.
  private Optional<SshTarget> via(
      Part part,
      SshSettings settings,
      String alias,
      String address,
      int port,
      String user,
      int depth) {
    SshSettings carried = new SshSettings();
    Optional<String> jumps = settings.one("proxyjump");
    SshConfigLine command = settings.line("proxycommand").orElse(null);
    if (jumps.isEmpty() && command != null && !isNone(command.words().get(0))) {
      jumps = SshArguments.jump(command.words().get(0), command.place(), carried);
      if (jumps.isEmpty()) {
        throw input(
            part.name()
                + ": "
                + command.place()
                + ": ProxyCommand is not supported, only jumps. Use ProxyJump (or `ssh -W %h:%p"
                + " HOST`), or set ProxyJump none for this host.");
      }
    }
    if (jumps.isEmpty() || isNone(jumps.get())) {
      return Optional.empty();
    }
    Optional<SshTarget> last = Optional.empty();
    for (String hop : tokens(jumps.get(), alias, address, port, user).split(",")) {
      Part next = hop(part.name(), hop.strip(), carried);
      carried = new SshSettings();
      // `Host *` with a ProxyJump means the jump host too, which is reached directly.
      if (!next.alias().equals(part.alias())) {
        last = Optional.of(target(next, last, depth + 1));
      }
    }
    return last;
  }

  /** {@code [user@]host[:port]}, {@code ssh://[user@]host[:port]}, IPv6 addresses in brackets. */
  private static Part hop(String host, String text, SshSettings settings) {
    String rest = text.startsWith("ssh://") ? text.substring(6).replaceFirst("/$", "") : text;
    int at = rest.lastIndexOf('@');
    if (at >= 0) {
      set(settings, "user", Optional.of(rest.substring(0, at)));
      rest = rest.substring(at + 1);
    }
    int colon = rest.lastIndexOf(':');
    if (colon > 0 && (rest.indexOf(':') == colon || rest.charAt(colon - 1) == ']')) {
      set(settings, "port", Optional.of(rest.substring(colon + 1)));
      rest = rest.substring(0, colon);
    }
    String name = rest.replaceAll("^\\[|]$", "");
    if (name.isEmpty()) {
      throw input(host + ": not a jump host: " + Words.cut(text));
    }
    return new Part("jump host " + name, name, settings, Optional.empty());
  }

  private interface Tokens {
    String replace(String text);
  }

  private List<SshTarget.Key> keys(Part part, SshSettings settings, Tokens tokens) {
    Optional<String> variable = part.host().flatMap(Host::privateKeyFile);
    if (variable.isPresent()) {
      return List.of(new SshTarget.Key(resolve(variable.get()), true));
    }
    List<SshTarget.Key> keys = new ArrayList<>();
    options.privateKey().ifPresent(k -> keys.add(new SshTarget.Key(resolve(k.toString()), true)));
    for (String file : settings.all("identityfile")) {
      if (!isNone(file)) {
        keys.add(new SshTarget.Key(resolve(tokens.replace(file)), false));
      }
    }
    return keys;
  }

  private Path resolve(String file) {
    return options.baseDirectory().resolve(SshPaths.expand(file)).toAbsolutePath().normalize();
  }

  private List<Path> known(SshSettings settings, Tokens tokens) {
    List<Path> files =
        settings.line("userknownhostsfile").map(SshConfigLine::words).orElse(List.of()).stream()
            // Host keys are checked whatever the configuration would rather have.
            .filter(file -> !isNone(file) && !file.equals("/dev/null"))
            .map(file -> Path.of(SshPaths.expand(tokens.replace(file))).toAbsolutePath())
            .toList();
    return files.isEmpty() ? List.of(options.knownHosts()) : files;
  }

  // Whoever switched the question off accepts new keys; a changed key is never accepted.
  private HostKeyPolicy policy(SshSettings settings) {
    return switch (settings.one("stricthostkeychecking").orElse("").toLowerCase(Locale.ROOT)) {
      case "accept-new", "no", "off" -> HostKeyPolicy.ACCEPT_NEW;
      case "yes", "on" -> HostKeyPolicy.STRICT;
      default -> options.policy();
    };
  }

  private Optional<Path> agent(SshSettings settings) {
    Optional<String> told = settings.one("identityagent");
    if (told.isEmpty() || told.get().equals("SSH_AUTH_SOCK")) {
      return options.agent();
    }
    return isNone(told.get())
        ? Optional.empty()
        : Optional.of(Path.of(SshPaths.expand(told.get())));
  }

  private static Optional<Secret> secret(Optional<Host> host, String... variables) {
    return host.flatMap(
        h ->
            Arrays.stream(variables)
                .flatMap(name -> h.string(name).stream())
                .findFirst()
                .map(Secret::new));
  }

  private static Optional<Duration> seconds(SshSettings settings, String keyword) {
    return settings
        .one(keyword)
        .filter(n -> n.matches("[1-9]\\d{0,4}"))
        .map(n -> Duration.ofSeconds(Long.parseLong(n)));
  }

  private static int port(String name, String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw input(name + ": not a port: " + Words.cut(text));
    }
    return Integer.parseInt(text);
  }

  // %% %h %n %p %r %u %d: what ssh_config(5) lets stand in names of hosts and files.
  private static String tokens(String text, String alias, String address, int port, String user) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%' || i + 1 == text.length()) {
        out.append(text.charAt(i));
        continue;
      }
      char c = text.charAt(++i);
      out.append(
          switch (c) {
            case '%' -> "%";
            case 'h' -> address;
            case 'n', 'k' -> alias;
            case 'p' -> Integer.toString(port);
            case 'r' -> user;
            case 'u' -> System.getProperty("user.name");
            case 'd' -> SshPaths.home().toString();
            default -> "%" + c;
          });
    }
    return out.toString();
  }

  private static void set(SshSettings settings, String keyword, Optional<String> value) {
    value.ifPresent(v -> settings.add(new SshConfigLine(keyword, List.of(v), "the inventory")));
  }

  private static boolean isNone(String text) {
    return text.equalsIgnoreCase("none");
  }

  private static FleetException input(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }
}
