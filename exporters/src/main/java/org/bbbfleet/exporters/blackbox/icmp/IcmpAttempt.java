package org.bbbfleet.exporters.blackbox.icmp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.blackbox.Attempt;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Request;
import org.bbbfleet.exporters.blackbox.icmp.IcmpProber.Module;
import org.bbbfleet.exporters.blackbox.net.Names;
import org.bbbfleet.exporters.blackbox.net.Phases;
import org.bbbfleet.exporters.blackbox.net.Resolution;
import org.bbbfleet.exporters.blackbox.net.Target;

/** One echo request and its reply. */
final class IcmpAttempt extends Attempt {
  private static final int USUAL_PAYLOAD = 28;
  private static final int LONGEST_OUTPUT = 16 * 1024;

  /** {@code 64 bytes from …: icmp_seq=1 ttl=64 time=0.031 ms}; iputils, inetutils, busybox. */
  private static final Pattern REPLY =
      Pattern.compile("(?:ttl|hlim)=(\\d{1,3}) time[=<]([0-9.]{1,12}) ?ms");

  private final Module module;
  private final Names names;
  private final Semaphore room;
  private final Phases phases = new Phases("resolve", "setup", "rtt");
  private double rtt;

  IcmpAttempt(Vertx vertx, Module module, Names names, Semaphore room, Request request) {
    super(vertx, request);
    this.module = module;
    this.names = names;
    this.room = room;
    samples
        .put(BlackboxMetrics.DNS_LOOKUP_TIME, 0)
        .put(BlackboxMetrics.IP_PROTOCOL, 0)
        .put(BlackboxMetrics.IP_ADDR_HASH, 0);
  }

  @Override
  protected void begin() {
    Optional<Target> target = Target.parse(request.target(), 0);
    if (target.isEmpty() || target.get().port() != 0) {
      fail("not a host");
      return;
    }
    phases.begin();
    new Resolution(this, names, module.ip())
        .of(
            target.get().host(),
            samples,
            address -> {
              phases.end("resolve");
              ping(address);
            });
  }

  private void ping(InetAddress address) {
    if (!room.tryAcquire()) {
      fail("too many pings run at once");
      return;
    }
    then(
        vertx.executeBlocking(() -> start(address), false).onFailure(e -> room.release()),
        "can't run " + module.command() + " (Debian's package iputils-ping)",
        this::await);
  }

  private Process start(InetAddress address) throws IOException {
    List<String> command = new ArrayList<>(List.of(module.command(), "-n", "-c", "1"));
    command.add(address instanceof Inet6Address ? "-6" : "-4");
    command.addAll(List.of("-W", String.valueOf(Math.max(1, (left().toMillis() + 999) / 1000))));
    command.addAll(List.of("-t", String.valueOf(module.ttl())));
    command.addAll(
        List.of("-s", String.valueOf(module.payload() == 0 ? USUAL_PAYLOAD : module.payload())));
    if (module.dontFragment()) {
      command.addAll(List.of("-M", "do"));
    }
    module.ip().source().ifPresent(source -> command.addAll(List.of("-I", source)));
    command.add(address.getHostAddress());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private void await(Process process) {
    phases.end("setup");
    atEnd(process::destroyForcibly);
    then(
        Future.fromCompletionStage(process.onExit())
            .onComplete(ended -> room.release())
            .compose(done -> vertx.executeBlocking(() -> output(done), false)),
        "can't read what ping says",
        this::read);
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8);
  }

  private void read(String output) {
    Matcher reply = REPLY.matcher(output);
    if (!reply.find()) {
      List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
      fail(
          lines.isEmpty()
              ? "no reply"
              : "no reply: " + lines.get(Math.min(1, lines.size() - 1)).strip());
      return;
    }
    rtt = Double.parseDouble(reply.group(2)) / 1000;
    samples.put(BlackboxMetrics.ICMP_REPLY_HOP_LIMIT, Double.parseDouble(reply.group(1)));
    end(true, "");
  }

  @Override
  protected void measured() {
    phases.writeTo(samples, BlackboxMetrics.ICMP_DURATION);
    samples.put(BlackboxMetrics.ICMP_DURATION, rtt, "rtt");
  }
}
