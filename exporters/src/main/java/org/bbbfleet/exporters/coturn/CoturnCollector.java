package org.bbbfleet.exporters.coturn;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;

/**
 * Counts the sockets of turnserver's user in its range of relay ports: an allocation is one. Debian
 * builds coturn without its own metrics, and its command line wants a password.
 */
final class CoturnCollector implements Collector {
  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d{1,9})\\b");
  private static final long MAX_CONFIG = 1 << 20;

  private final CollectorContext context;
  private final Path config;
  private final ProcessTable table;
  private Map<Long, Long> drops = new HashMap<>();
  private double dropped;

  CoturnCollector(CollectorContext context, Path config) {
    this.context = context;
    this.config = config;
    this.table = new ProcessTable(context.root());
  }

  @Override
  public Future<Samples> collect() {
    return context.vertx().executeBlocking(this::measure);
  }

  private synchronized Samples measure() throws IOException {
    Optional<TurnConfig> known = ports();
    TurnConfig ports = known.orElse(TurnConfig.DEFAULT);
    Set<Integer> users = new HashSet<>();
    double cpu = 0;
    double memory = 0;
    int processes = 0;
    Optional<Proc> one = Optional.empty();
    for (Proc process : table.read().all()) {
      // The kernel cuts names off at 15 bytes; this one is shorter.
      if (process.comm().equals("turnserver") && !process.dead()) {
        processes++;
        cpu += process.cpuSeconds();
        memory += process.rssBytes();
        uid(process.pid()).ifPresent(users::add);
        one = Optional.of(process);
      }
    }
    Samples samples =
        new Samples()
            .put(CoturnMetrics.PROCESSES, processes)
            .put(CoturnMetrics.RELAY_PORTS, ports.relayPorts());
    if (one.isEmpty()) {
      return samples.put(CoturnMetrics.UP, 0);
    }
    // In a container it has sockets of its own, which its own directory shows to those who may.
    Path net = context.root().resolve("proc").resolve(one.get().pid() + "/net");
    Path shown = Files.isReadable(net.resolve("udp")) ? net : context.root().resolve("proc/net");
    sockets(samples, ports, known.isPresent(), users, shown);
    return samples.put(CoturnMetrics.CPU, cpu).put(CoturnMetrics.MEMORY, memory);
  }

  private void sockets(
      Samples samples, TurnConfig ports, boolean known, Set<Integer> users, Path net) {
    List<Sockets.Socket> udp = Sockets.read(net, "udp", "udp6");
    List<Sockets.Socket> tcp = Sockets.read(net, "tcp", "tcp6");
    boolean plainUdp = udp.stream().anyMatch(s -> s.port() == ports.listening());
    boolean plainTcp = listens(tcp, ports.listening());
    boolean tls = listens(tcp, ports.tls());
    // Where its ports are not known, any of its sockets will do: it must not be called down because
    // its file is closed to us.
    boolean any = !known && hasSocket(udp, tcp, users);
    samples.put(CoturnMetrics.UP, plainUdp || plainTcp || tls || any ? 1 : 0);
    listening(samples, ports.listening(), "udp", plainUdp);
    listening(samples, ports.listening(), "tcp", plainTcp);
    listening(samples, ports.tls(), "tcp", tls);
    List<Sockets.Socket> relays =
        udp.stream().filter(s -> ports.relays(s.port()) && users.contains(s.uid())).toList();
    samples.put(
        CoturnMetrics.ALLOCATIONS, relays.stream().map(Sockets.Socket::port).distinct().count());
    samples.put(
        CoturnMetrics.CLIENTS,
        tcp.stream()
            .filter(s -> s.state() == Sockets.TCP_ESTABLISHED)
            .filter(s -> s.port() == ports.listening() || s.port() == ports.tls())
            .count());
    Map<Long, Long> now = new HashMap<>();
    for (Sockets.Socket socket : udp) {
      if (users.contains(socket.uid())) {
        now.put(socket.inode(), socket.drops());
        dropped += Math.max(0, socket.drops() - drops.getOrDefault(socket.inode(), 0L));
      }
    }
    drops = now;
    samples.put(CoturnMetrics.DROPS, dropped);
  }

  private static boolean hasSocket(
      List<Sockets.Socket> udp, List<Sockets.Socket> tcp, Set<Integer> users) {
    return udp.stream().anyMatch(s -> users.contains(s.uid()))
        || tcp.stream().anyMatch(s -> s.state() == Sockets.TCP_LISTEN && users.contains(s.uid()));
  }

  private static boolean listens(List<Sockets.Socket> tcp, int port) {
    return tcp.stream().anyMatch(s -> s.port() == port && s.state() == Sockets.TCP_LISTEN);
  }

  private static void listening(Samples samples, int port, String protocol, boolean open) {
    samples.put(CoturnMetrics.LISTENING, open ? 1 : 0, Integer.toString(port), protocol);
  }

  private Optional<Integer> uid(int pid) {
    Matcher uid = UID.matcher(table.small(pid, "status").orElse(""));
    return uid.find() ? Optional.of(Integer.parseInt(uid.group(1))) : Optional.empty();
  }

  /** The ports of its file; empty when the file can't be read. */
  private Optional<TurnConfig> ports() {
    try {
      return Files.size(config) > MAX_CONFIG
          ? Optional.empty()
          : Optional.of(TurnConfig.parse(Files.readString(config, StandardCharsets.ISO_8859_1)));
    } catch (NoSuchFileException e) {
      return Optional.of(TurnConfig.DEFAULT);
    } catch (IOException e) {
      // It holds a secret, so that it is often closed to us.
      return Optional.empty();
    }
  }
}
