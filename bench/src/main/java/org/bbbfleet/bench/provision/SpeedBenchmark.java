package org.bbbfleet.bench.provision;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.packages.Command;

/** Fleet, Ansible and a script on the same hosts, in one run. */
@AutoService(Benchmark.class)
public final class SpeedBenchmark implements Benchmark {
  private static final int ROUNDS = 7;
  private static final int ANSIBLE_ROUNDS = 3;

  @Override
  public String suite() {
    return "provision";
  }

  @Override
  public String name() {
    return "speed";
  }

  @Override
  public String about() {
    return "31 resources on 3 Debian hosts: whole processes, from start to exit, against Debian's"
        + " Ansible (pipelining, forks 20, ControlPersist) and a script written by hand over fresh"
        + " parallel connections.";
  }

  @Override
  public void run(Measurement m) throws Exception {
    if (!Command.of("ansible-playbook", "--version").run().ok()) {
      throw new IOException("install Debian's ansible-core to compare with");
    }
    Path directory = Files.createTempDirectory("fleet-bench");
    try {
      double ansibleFirst = ansibleFirst(m, directory.resolve("first"));
      measure(m, directory.resolve("second"), ansibleFirst);
    } finally {
      Command.of("rm", "-rf", directory.toString()).run();
    }
    m.note(
        "The packages, which either gets from apt, and python3, which Ansible needs, are on the hosts"
            + " before the first run. That Ansible finds nothing to do after Fleet, and Fleet nothing"
            + " after Ansible, is checked: the end states are the same. That the script sees what"
            + " Fleet sees is checked by differences of each kind, made on a host. Fleet's figures"
            + " hold the start of its JVM.");
    m.note(Command.of("ansible-playbook", "--version").run().out().lines().findFirst().orElse(""));
  }

  private static Lab lab(Measurement m) {
    Lab lab =
        Lab.up(
            LabSpec.of(
                new HostSpec("bench-1", Image.BOOKWORM),
                new HostSpec("bench-2", Image.BOOKWORM),
                new HostSpec("bench-3", Image.BOOKWORM)),
            m::progress);
    m.progress("installing packages");
    lab.hosts()
        .forEach(
            host ->
                lab.on(
                    host,
                    "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq -y"
                        + " --no-install-recommends install python3 python3-apt "
                        + String.join(" ", BenchRole.PACKAGES)
                        + " >/dev/null",
                    Duration.ofMinutes(5)));
    return lab;
  }

  private static Contenders direct(Path directory, Lab lab) throws IOException {
    return new Contenders(
        directory,
        lab,
        lab.hosts().stream()
            .map(h -> new Contenders.Place(h.name(), h.address(), h.port()))
            .toList());
  }

  private static double ansibleFirst(Measurement m, Path directory) throws IOException {
    try (Lab lab = lab(m)) {
      Contenders all = direct(directory, lab);
      m.progress("Ansible, first run");
      double seconds = all.ansible().seconds();
      nothing("Fleet after Ansible", all.fleet("plan").said(), "0 changes on 3 hosts");
      return seconds;
    }
  }

  private static void nothing(String who, String said, String wanted) throws IOException {
    if (!said.contains(wanted)) {
      throw new IOException(who + " finds something to do:\n" + said);
    }
  }

  private static void measure(Measurement m, Path directory, double ansibleFirst)
      throws IOException {
    try (Lab lab = lab(m)) {
      Contenders all = direct(directory, lab);
      m.progress("Fleet, first run");
      double fleetFirst = all.fleet("provision", "--yes").seconds();
      List<Double> plan = new ArrayList<>();
      List<Double> apply = new ArrayList<>();
      List<Double> engine = new ArrayList<>();
      List<Double> script = new ArrayList<>();
      List<Double> ansible = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        m.progress("no change, round " + (i + 1) + " of " + ROUNDS);
        script.add(all.script().seconds());
        Contenders.Took took = all.fleet("plan");
        plan.add(took.seconds());
        engine.add(
            Double.parseDouble(took.said().replaceAll("(?s).* on 3 hosts, ([\\d.]+) s.*", "$1")));
        nothing("Fleet", took.said(), "0 changes on 3 hosts");
        apply.add(all.fleet("provision", "--yes").seconds());
        if (i < ANSIBLE_ROUNDS) {
          Contenders.Took theirs = all.ansible();
          nothing("Ansible after Fleet", theirs.said(), "changed=0 ");
          ansible.add(theirs.seconds());
        }
      }
      drifts(m, all, lab);
      m.figure("no change: Ansible, median", median(ansible), "s");
      m.figure("no change: script, median", median(script), "s");
      m.figure("no change: Fleet's plan, median", median(plan), "s");
      m.figure("no change: Fleet's provision, median", median(apply), "s");
      m.figure("no change: Fleet's engine alone, without the JVM's start", median(engine), "s");
      m.figure(
          "Ansible ÷ Fleet's plan", median(ansible) / median(plan), "×", Figure.Aim.atLeast(20));
      m.figure("Fleet's plan ÷ script", median(plan) / median(script), "×", Figure.Aim.atMost(2.5));
      m.figure(
          "Fleet's provision ÷ script",
          median(apply) / median(script),
          "×",
          Figure.Aim.atMost(2.5));
      m.figure("first run without apt: Ansible", ansibleFirst, "s");
      m.figure("first run without apt: Fleet", fleetFirst, "s");
      m.figure("first run, Ansible ÷ Fleet", ansibleFirst / fleetFirst, "×", Figure.Aim.atLeast(3));
      wire(m, directory.resolve("wire"), lab);
    }
  }

  /** What may differ on a host, a case of each kind. */
  private static final List<String> DRIFTS =
      List.of(
          "echo '# mine' >>/etc/cron.d/bench",
          "chmod 0664 /etc/logrotate.d/bench",
          "chown bench-app /etc/bench/large.conf",
          "chmod 0777 /srv/bench/www",
          "rm /etc/profile.d/bench.sh",
          "usermod -s /bin/sh bench-backup",
          "usermod -e 1970-01-02 bench-worker",
          "systemctl -q stop bench-app",
          "systemctl -q disable bench-clean.timer",
          "touch -d tomorrow /etc/systemd/system/bench-app.service",
          "sed -i 's/^restrict,command/command/' /root/.ssh/authorized_keys",
          "dpkg -r --force-depends logrotate >/dev/null");

  // Who is compared must look at the same things, or one is fast because it looks away.
  private static void drifts(Measurement m, Contenders all, Lab lab) throws IOException {
    for (String drift : DRIFTS) {
      m.progress("do both see it: " + drift);
      lab.on(lab.hosts().get(0), drift, Duration.ofMinutes(1));
      boolean script = all.scriptSeesADifference();
      boolean fleet = !all.fleet("plan").said().contains("0 changes on 3 hosts");
      if (!script || !fleet) {
        throw new IOException(
            "not seen by " + (script ? "" : "the script ") + (fleet ? "" : "Fleet") + ": " + drift);
      }
      all.fleet("provision", "--yes");
    }
    m.figure("kinds of difference that script and Fleet were seen to notice", DRIFTS.size(), "");
  }

  private interface Run {
    void go() throws IOException;
  }

  private static void wire(Measurement m, Path directory, Lab lab) throws IOException {
    List<CountingProxy> proxies = new ArrayList<>();
    List<Contenders.Place> places = new ArrayList<>();
    for (org.bbbfleet.lab.hosts.LabHost host : lab.hosts()) {
      CountingProxy proxy = new CountingProxy(host.address(), host.port());
      proxies.add(proxy);
      places.add(new Contenders.Place(host.name(), "127.0.0.1", proxy.port()));
    }
    Contenders all = new Contenders(directory, lab, places);
    wire(m, proxies, "Fleet's plan", () -> all.fleet("plan"));
    wire(m, proxies, "script", all::script);
    wire(m, proxies, "Ansible", all::ansible);
    for (CountingProxy proxy : proxies) {
      proxy.close();
    }
  }

  private static void wire(Measurement m, List<CountingProxy> proxies, String who, Run run)
      throws IOException {
    m.progress("counting what passes: " + who);
    long bytes = proxies.stream().mapToLong(CountingProxy::bytes).sum();
    long turns = proxies.stream().mapToLong(CountingProxy::turns).sum();
    run.go();
    int hosts = proxies.size();
    m.figure(
        "no change, per host: round trips, " + who,
        Math.rint(
            (proxies.stream().mapToLong(CountingProxy::turns).sum() - turns) / (double) hosts),
        "");
    m.figure(
        "no change, per host: bytes, " + who,
        Math.rint(
            (proxies.stream().mapToLong(CountingProxy::bytes).sum() - bytes) / (double) hosts),
        "B");
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
