package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.provisioning.apply.Applier;
import org.bbbfleet.provisioning.apply.OnceGate;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.FactsScript;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.Planner;

/** A throw-away Debian host that resources are tried on, through one SSH connection. */
final class LibraryHost implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Lab lab;
  private final Supplier<Shell> shells;
  private final Shell shell;

  private LibraryHost(Lab lab, Supplier<Shell> shells) {
    this.lab = lab;
    this.shells = shells;
    this.shell = shells.get();
  }

  /** A host of Debian 12 that is up. */
  static LibraryHost up(String name) {
    Lab lab = Lab.up(LabSpec.of(new HostSpec(name, Image.BOOKWORM)), System.out::println);
    LabHost there = lab.hosts().get(0);
    Host host =
        new Host(
            there.name(),
            List.of(),
            Map.of(
                "ansible_host", there.address(),
                "ansible_port", there.port(),
                "ansible_user", "root",
                "ansible_ssh_private_key_file", lab.privateKey().toString()));
    SshShells ssh = new SshShells(SshOptions.strict(lab.knownHosts()));
    return new LibraryHost(lab, () -> ssh.open(host));
  }

  Lab lab() {
    return lab;
  }

  LabHost labHost() {
    return lab.hosts().get(0);
  }

  /** The plan as people read it. */
  List<String> plan(Resource... wanted) {
    return planned(wanted).changes().stream().map(Change::toString).toList();
  }

  private HostPlan planned(Resource... wanted) {
    List<Resource> resources = Planner.merge(List.of(wanted));
    Questions questions = new Questions();
    Planner.ask(resources, questions);
    Shell.Result result =
        shell.run(Shell.Script.of(FactsScript.render(questions, Layout.STANDARD), LIMIT));
    assertThat(result.ok()).as("%s", result).isTrue();
    Facts facts = FactsParser.parse(questions, shell.host(), result.out());
    return Planner.plan(shell.host(), resources, facts);
  }

  /** Applies, and insists that nothing is left to do; gives the plan that was carried out. */
  List<String> apply(Resource... wanted) {
    HostPlan plan = planned(wanted);
    carryOut(plan);
    assertThat(plan(wanted)).as("what is left after %s", plan.changes()).isEmpty();
    return plan.changes().stream().map(Change::toString).toList();
  }

  /** Applies, and leaves it at that. */
  void carryOut(Resource... wanted) {
    carryOut(planned(wanted));
  }

  private void carryOut(HostPlan plan) {
    carryOut(plan, shells);
  }

  /** Applies, with another way to reach the host anew. */
  void carryOut(Supplier<Shell> again, Resource... wanted) {
    carryOut(planned(wanted), again);
  }

  private void carryOut(HostPlan plan, Supplier<Shell> again) {
    new Applier(Layout.STANDARD, new Random(), OnceGate.ALONE, again)
        .apply(
            plan,
            shell,
            new Applier.Progress() {
              @Override
              public void began(int step, String what) {}

              @Override
              public void ended(int step, String what, Optional<String> failure) {}

              @Override
              public void checkpoint() {}
            });
  }

  /**
   * Carries out the first change as far as each line after which its script may be cut, ends it
   * there with SIGKILL, looks, and lets the next run carry it out to its end.
   *
   * @param before brings the host to where it was before
   * @param look fails when what was left behind, or came of the next run, is not whole
   * @return how many times it was ended
   */
  int killedAnywhere(String before, String look, Resource wanted) {
    return killed(before, look, wanted, line -> true);
  }

  /** The same, ended only after some of the lines. */
  int killed(String before, String look, Resource wanted, Predicate<String> after) {
    on(before);
    Change change = planned(wanted).changes().get(0);
    StringBuilder script = new StringBuilder("set -e\n");
    StringBuilder uploads = new StringBuilder();
    int n = 0;
    for (Change.Upload upload : change.uploads()) {
      shell.upload(upload.local(), "/root/upload-" + n, "0600", LIMIT);
      String directory = upload.remote().substring(0, upload.remote().lastIndexOf('/'));
      uploads.append("mkdir -p ").append(directory).append("\ncp /root/upload-").append(n);
      uploads.append(' ').append(upload.remote()).append('\n');
      n++;
    }
    int kills = 0;
    List<String> lines = change.script().lines().toList();
    for (int end = 1; end <= lines.size(); end++) {
      String part = String.join("\n", lines.subList(0, end)) + "\n";
      if (!after.test(lines.get(end - 1))
          || !org.bbbfleet.lab.packages.Command.of("sh", "-n", "-c", part).run().ok()) {
        continue;
      }
      kills++;
      script.append("where='killed after line ").append(end).append("'\n(\n").append(before);
      script.append("\n)\n").append(uploads).append("if sh -c ");
      script.append(Quote.sh("set -e\n" + part + "kill -KILL $$\n"));
      script.append("; then echo \"$where: not killed\"; exit 1; fi\n");
      script.append("(\n").append(look).append("\n) || { echo \"$where\"; exit 1; }\n");
      script.append(uploads).append("(\nset -e\n").append(change.script()).append(")\n");
      script.append("(\n").append(look).append("\n) || { echo \"$where, run\"; exit 1; }\n");
    }
    on(Layout.STANDARD.prelude() + script);
    assertThat(plan(wanted)).isEmpty();
    return kills;
  }

  /** Whether something listens on a port of the host, as this machine sees it. */
  boolean reaches(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(labHost().address(), port), 700);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command as root and insists on success. */
  String on(String... commands) {
    Shell.Result result =
        shell.run(Shell.Script.of(String.join("\n", Arrays.asList(commands)) + "\n", LIMIT));
    assertThat(result.ok()).as("%s: %s %s", List.of(commands), result.out(), result.err()).isTrue();
    return result.out().strip();
  }

  /** The lines that a command prints. */
  List<String> lines(String command) {
    return new ArrayList<>(on(command).lines().toList());
  }

  @Override
  public void close() {
    shell.close();
    lab.close();
  }
}
