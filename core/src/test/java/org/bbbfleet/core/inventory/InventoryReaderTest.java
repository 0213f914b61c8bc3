package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryReaderTest {
  @TempDir Path directory;

  private void file(String name, String... lines) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private Inventory read() {
    return InventoryReader.read(directory.resolve("hosts"));
  }

  private List<String> problems() {
    ProblemsException e = catchThrowableOfType(ProblemsException.class, this::read);
    assertThat(e).isNotNull();
    return e.problems().stream().map(Problem::toString).toList();
  }

  private Map<String, Object> variables(String host) {
    return read().host(host).orElseThrow().variables();
  }

  private static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("marked"), "\ufeff[g]\nx\n");
    assertThat(InventoryReader.read(file).in("g")).hasSize(1);
  }

  @Test
  void iniGroupsChildrenRangesPortsAndQuotes() throws Exception {
    file(
        "hosts",
        "lone.example.com:2222 ansible_user=admin # a comment",
        "; another comment",
        "",
        "[web]",
        "web[01:03].lab note='two words' quoted=\"a \\\"b\\\"\" hash='#1'",
        "db-[a:c:2]-[1:2]",
        "[2001:db8::1]:2022",
        "2001:db8::2",
        "[fleet:children]  # comment",
        "web",
        "[fleet:vars]",
        "ntp = time.lab");
    Inventory inventory = read();
    assertThat(names(inventory.hosts()))
        .containsExactly(
            "lone.example.com",
            "web01.lab",
            "web02.lab",
            "web03.lab",
            "db-a-1",
            "db-a-2",
            "db-c-1",
            "db-c-2",
            "2001:db8::1",
            "2001:db8::2");
    Host lone = inventory.host("lone.example.com").orElseThrow();
    assertThat(lone.port()).isEqualTo(2222);
    assertThat(lone.user()).isEqualTo("admin");
    assertThat(lone.groups()).containsExactly("ungrouped");
    Host web = inventory.host("web01.lab").orElseThrow();
    assertThat(web.groups()).containsExactly("fleet", "web");
    assertThat(web.variables())
        .containsEntry("note", "two words")
        .containsEntry("quoted", "a \"b\"")
        .containsEntry("hash", "#1")
        .containsEntry("ntp", "time.lab");
    assertThat(inventory.host("2001:db8::1").orElseThrow().port()).isEqualTo(2022);
    assertThat(inventory.host("2001:db8::2").orElseThrow().port()).isEqualTo(22);
    assertThat(inventory.in("fleet")).hasSize(9);
    assertThat(inventory.warnings()).isEmpty();
  }

  @Test
  void iniValuesAreTypedAsPythonLiterals() throws Exception {
    file(
        "hosts",
        "h yes=True no=False nothing=None n=42 f=1.10 octal=0644 hex=0x1f ip=10.0.0.1 lower=true"
            + " list=\"['a', 1]\" map=\"{'k': [True]}\" empty=",
        "[all:vars]",
        "clients=['10.42.253.0/24']",
        "text='quoted'",
        "comment=1 # one",
        "plain=some text # kept",
        "url=http://x/?a=b&c=d");
    assertThat(variables("h"))
        .containsEntry("yes", true)
        .containsEntry("no", false)
        .containsEntry("nothing", null)
        .containsEntry("n", 42)
        .containsEntry("f", 1.1)
        .containsEntry("octal", "0644")
        .containsEntry("hex", 31)
        .containsEntry("ip", "10.0.0.1")
        .containsEntry("lower", "true")
        .containsEntry("list", List.of("a", 1))
        .containsEntry("map", Map.of("k", List.of(true)))
        .containsEntry("empty", "")
        .containsEntry("clients", List.of("10.42.253.0/24"))
        .containsEntry("text", "quoted")
        .containsEntry("comment", 1)
        .containsEntry("plain", "some text # kept")
        .containsEntry("url", "http://x/?a=b&c=d");
  }

  @Test
  void yamlGroupsNestAndRangesExpand() throws Exception {
    file(
        "hosts",
        "all:",
        "  vars: {level: all, keep: yes}",
        "  hosts:",
        "    lone:",
        "  children:",
        "    fleet:",
        "      vars:",
        "        level: fleet",
        "      children:",
        "        web:",
        "          hosts:",
        "            web[1:2]: {mode: 0644, unsafe: !unsafe '{{ no }}'}",
        "        db:",
        "          hosts: db-1");
    Inventory inventory = read();
    assertThat(names(inventory.hosts())).containsExactly("lone", "web1", "web2", "db-1");
    assertThat(inventory.host("web2").orElseThrow().groups()).containsExactly("fleet", "web");
    assertThat(inventory.host("web2").orElseThrow().variables())
        .containsEntry("level", "fleet")
        .containsEntry("keep", true)
        .containsEntry("mode", 420)
        .containsEntry("unsafe", "{{ no }}");
    assertThat(inventory.host("lone").orElseThrow().groups()).containsExactly("ungrouped");
    assertThat(inventory.host("lone").orElseThrow().variables()).containsEntry("level", "all");
  }

  @Test
  void precedenceIsAnsibles() throws Exception {
    String[] names = {
      "all", "b", "parent", "prio", "child", "gall", "gparent", "gchild", "inv", "hv"
    };
    file(
        "hosts",
        "[all:vars]",
        sets("all", names, 0),
        "[parent:children]",
        "child",
        "[parent:vars]",
        sets("parent", names, 2),
        "[child]",
        "h " + sets("inv", names, 8).replace("\n", " "),
        "[child:vars]",
        sets("child", names, 4),
        "[a]",
        "h",
        "[a:vars]",
        sets("prio", names, 3),
        "ansible_group_priority=10",
        "[b]",
        "h",
        "[b:vars]",
        sets("b", names, 1));
    file("group_vars/all.yml", yamlSets("gall", names, 5));
    file("group_vars/parent.yaml", yamlSets("gparent", names, 6));
    file("group_vars/child/main.yml", yamlSets("gchild", names, 7));
    file("host_vars/h", yamlSets("hv", names, 9));
    Host host = read().host("h").orElseThrow();
    // a has the highest priority of its depth; child is deeper than all of them.
    assertThat(host.groups()).containsExactly("b", "parent", "a", "child");
    for (String name : names) {
      assertThat(host.variables()).containsEntry("v_" + name, name);
    }
    assertThat(host.variables()).doesNotContainKey("ansible_group_priority");
  }

  /** Each source sets the variables named for itself and for all stronger ones. */
  private static String sets(String value, String[] names, int strength) {
    return Arrays.stream(names)
        .skip(strength)
        .map(name -> "v_" + name + "=" + value)
        .collect(Collectors.joining("\n"));
  }

  private static String yamlSets(String value, String[] names, int strength) {
    return sets(value, names, strength).replace("=", ": ");
  }

  @Test
  void siblingsAreMergedInAsciiOrderAndDeeperGroupsWin() throws Exception {
    file(
        "hosts",
        "[b]",
        "h",
        "[a]",
        "h",
        "[a:vars]",
        "x=a",
        "y=a",
        "[b:vars]",
        "x=b",
        "[deep]",
        "h",
        "[top:children]",
        "deep",
        "[deep:vars]",
        "y=deep");
    assertThat(variables("h")).containsEntry("x", "b").containsEntry("y", "deep");
  }

  @Test
  void templatesReferToOtherVariablesHostsAndGroups() throws Exception {
    file("hosts", "[db]", "db-1.lab port=5432", "db-2.lab port=5433", "[web]", "web-1.lab flag=no");
    file(
        "group_vars/all.yml",
        "domain: lab.example.com",
        "fqdn: 'bbb.{{ domain }}'",
        "url: \"https://{{ fqdn }}:{{ 443 | int }}/\"",
        "clients: [10.0.0.1, 10.0.0.2]",
        "trusted: \"{{ clients }}\"",
        "joined: \"{{ trusted | join(' ') }}\"",
        "db_port: \"{{ hostvars['db-1.lab'].port }}\"",
        "db_url: \"{{ hostvars['db-1.lab'].url }}\"",
        "dbs: \"{{ groups['db'] }}\"",
        "me: \"{{ inventory_hostname }} {{ inventory_hostname_short }} {{ group_names | join(',')"
            + " }}\"",
        "fallback: \"{{ unset | default('plain') }}\"",
        "number: \"{{ 1 + 1 }}\"",
        "truth: \"{{ 'yes' | bool }}\"",
        "json: '{{ clients | to_json }}'",
        "nested: {list: ['{{ domain }}', {deep: '{{ number }}'}]}",
        "choice: \"{{ 'db' if 'db' in group_names else 'other' }}\"",
        "loop: '{% for c in clients %}{{ c }};{% endfor %}'",
        "nothing:",
        "of_nothing: '[{{ nothing }}]'",
        "braces: 'a {{ \"{{\" }} b'");
    assertThat(variables("web-1.lab"))
        .containsEntry("url", "https://bbb.lab.example.com:443/")
        .containsEntry("trusted", List.of("10.0.0.1", "10.0.0.2"))
        .containsEntry("joined", "10.0.0.1 10.0.0.2")
        .containsEntry("db_port", 5432)
        .containsEntry("db_url", "https://bbb.lab.example.com:443/")
        .containsEntry("dbs", List.of("db-1.lab", "db-2.lab"))
        .containsEntry("me", "web-1.lab web-1 web")
        .containsEntry("fallback", "plain")
        .containsEntry("number", 2)
        .containsEntry("truth", true)
        .containsEntry("json", "[\"10.0.0.1\",\"10.0.0.2\"]")
        .containsEntry("nested", Map.of("list", List.of("lab.example.com", Map.of("deep", 2))))
        .containsEntry("choice", "other")
        .containsEntry("loop", "10.0.0.1;10.0.0.2;")
        .containsEntry("nothing", null)
        .containsEntry("of_nothing", "[]")
        .containsEntry("braces", "a {{ b");
    assertThat(variables("db-2.lab")).containsEntry("choice", "db");
  }

  @Test
  void everyProblemIsReportedAtOnceAndOnce() throws Exception {
    file(
        "hosts",
        "[web]",
        "web[1:50]",
        "[web:vars]",
        "no equals sign",
        "[web:oops]",
        "x",
        "[z:vars]");
    file(
        "group_vars/all.yml",
        "smtp_relay: '{{ mail_domian }}'",
        "mail_domain: lab",
        "uses: '{{ smtp_relay }}'",
        "a: '{{ b }}'",
        "b: '{{ a }}'",
        "bad: '{{ 1 + }}'",
        "filtered: \"{{ mail_domain | nofilter }}\"",
        "secret: !vault |",
        "  $ANSIBLE_VAULT;1.1;AES256",
        "  6162");
    file("group_vars/web.yml", "x: [1", "y: 2");
    file("host_vars/web1.yml", "$ANSIBLE_VAULT;1.1;AES256", "6162");
    file("host_vars/web2.yml", "only: '{{ hostvars.web1.missing }}'");
    List<String> problems = problems();
    assertThat(problems)
        .anySatisfy(p -> assertThat(p).startsWith("hosts:4 ").contains("name=value"))
        .anySatisfy(p -> assertThat(p).startsWith("hosts:5 ").contains(":children or :vars"))
        .anySatisfy(p -> assertThat(p).startsWith("hosts:7 ").contains("nothing defines"))
        .contains(
            "group_vars/all.yml:1   smtp_relay uses {{ mail_domian }}, which nothing defines. Did"
                + " you mean mail_domain?")
        .anySatisfy(p -> assertThat(p).contains("refers to itself: ").contains(" > "))
        .anySatisfy(p -> assertThat(p).startsWith("group_vars/all.yml:6 ").contains("template"))
        .anySatisfy(p -> assertThat(p).startsWith("group_vars/all.yml:7 ").contains("nofilter"))
        .anySatisfy(p -> assertThat(p).startsWith("group_vars/all.yml:8 ").contains("vault"))
        .anySatisfy(p -> assertThat(p).startsWith("group_vars/web.yml:2 ").contains("valid YAML"))
        .anySatisfy(p -> assertThat(p).startsWith("host_vars/web1.yml ").contains("vault"))
        .anySatisfy(p -> assertThat(p).startsWith("host_vars/web2.yml:1 ").contains("(on web2)"));
    assertThat(problems).hasSize(11).doesNotHaveDuplicates();
    assertThat(problems).noneMatch(p -> p.contains("uses {{ smtp_relay"));
  }

  @Test
  void whatOnlyTheHostKnowsIsLeftOutWithAWarning() throws Exception {
    file(
        "hosts",
        "h ip=\"{{ ansible_default_ipv4.address }}\" uses='{{ ip }}' safe=\"{{ ip | default('x')"
            + " }}\"");
    Inventory inventory = read();
    assertThat(inventory.host("h").orElseThrow().variables())
        .doesNotContainKeys("ip", "uses")
        .containsEntry("safe", "x");
    assertThat(inventory.warnings()).hasSize(2);
    assertThat(inventory.warnings().get(0).toString()).contains("hosts:1", "before the host");
  }

  @Test
  void aChildThatNothingDefinesIsAWarning() throws Exception {
    file("hosts", "[redis_a]", "h", "[redis:children]", "redis_a", "redis_b");
    Inventory inventory = read();
    assertThat(inventory.warnings())
        .containsExactly(
            Problem.warning(
                "hosts:5",
                "group redis has the child redis_b, which nothing defines: taken as empty. Did you"
                    + " mean redis_a?"));
    assertThat(inventory.in("redis_b")).isEmpty();
    assertThat(names(inventory.in("redis"))).containsExactly("h");
  }

  @Test
  void groupsThatContainThemselvesAreErrors() throws Exception {
    file(
        "hosts",
        "[a:children]",
        "b",
        "[b:children]",
        "c",
        "[c:children]",
        "a",
        "[d:children]",
        "d");
    assertThat(problems())
        .anyMatch(p -> p.contains("hosts:6") && p.contains("a > b > c > a"))
        .anyMatch(p -> p.contains("hosts:8") && p.contains("d > d"))
        .hasSize(2);
  }

  @Test
  void aDirectoryIsReadAsOneInventory() throws Exception {
    file("hosts", "[web]", "web-1");
    file("more.yml", "db:", "  hosts:", "    db-1:");
    file("extra.ini", "[web]", "web-2");
    file("README.md", "[not]", "read");
    file("group_vars/web.json", "{\"x\": [1, true, null]}");
    file("group_vars/private.yaml.sample", "broken: [");
    file("group_vars/webb.yml", "x: 1");
    Inventory inventory = InventoryReader.read(directory);
    assertThat(names(inventory.hosts())).containsExactly("web-2", "web-1", "db-1");
    assertThat(inventory.host("web-1").orElseThrow().variables())
        .containsEntry("x", Arrays.asList(1, true, null));
    assertThat(inventory.warnings()).hasSize(1);
    assertThat(inventory.warnings().get(0).toString())
        .contains("group_vars/webb.yml", "Did you mean web?");
  }

  @Test
  void yamlKeepsAnsiblesOddities() throws Exception {
    file("hosts", "h");
    file(
        "group_vars/all.yml",
        "---",
        "base: &base {a: 1, b: 2}",
        "merged: {<<: *base, b: 3}",
        "twice: 1",
        "twice: 2",
        "on_off: [yes, No, on, off, ~, 1_000, 0o17, 1e3, 2020-01-02, 'yes']",
        "block: |",
        "  two",
        "  lines");
    Inventory inventory = read();
    assertThat(inventory.hosts().get(0).variables())
        .containsEntry("merged", Map.of("a", 1, "b", 3))
        .containsEntry("twice", 2)
        .containsEntry("block", "two\nlines\n")
        .hasEntrySatisfying(
            "on_off",
            v ->
                assertThat(v)
                    .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
                    .startsWith(true, false, true, false, null, 1000)
                    .endsWith("2020-01-02", "yes"));
    assertThat(inventory.warnings()).hasSize(1);
    assertThat(inventory.warnings().get(0).where()).isEqualTo("group_vars/all.yml:5");
  }

  @Test
  void hostileInputEndsInProblemsNotInDisaster() throws Exception {
    file(
        "hosts",
        "a[1:999999999]",
        "b[5:1]",
        "c[x:3]",
        "d[1:2:0]",
        "e[",
        "f:99999",
        "g x='unclosed",
        "i x",
        "j ansible_port=ssh");
    file(
        "group_vars/all.yml",
        "a: &a [x, x, x, x, x, x, x, x, x]",
        "self: &s [*s]",
        "odd: !custom x");
    file("host_vars/j.yml", "tagged: !!java.net.URL [http://x]");
    assertThat(problems()).hasSize(12).allMatch(p -> p.length() < 200);
  }

  @Test
  void aMissingInventoryIsSaidToBeMissing() {
    assertThat(problems()).hasSize(1).first().asString().contains("no such inventory");
  }

  @Test
  void timesAreWrittenAsPythonWritesThem() throws Exception {
    file("hosts", "a");
    file(
        "group_vars/all.yaml",
        "t: 2020-01-02 03:04:05.5 -5",
        "u: \"at {{ t }}\"",
        "d: 2020-01-02",
        "q: '2020-01-02 03:04:05'",
        "e: [1e3, 1.0e+3]",
        "z: [2020-01-02T03:04:05Z]");
    Inventory inventory = read();
    assertThat(new AnsibleView(inventory).host("a"))
        .containsEntry("t", "2020-01-02T03:04:05.500000-05:00")
        .containsEntry("d", "2020-01-02")
        .containsEntry("q", "2020-01-02 03:04:05")
        .containsEntry("e", List.of("1e3", 1000.0))
        .containsEntry("z", List.of("2020-01-02T03:04:05+00:00"));
    assertThat(variables("a")).containsEntry("u", "at 2020-01-02 03:04:05.500000-05:00");
  }

  @Test
  void aTimeThatThereIsNotIsAProblem() throws Exception {
    file("hosts", "a");
    file("group_vars/all.yaml", "ok: 1", "t: 2020-13-01 03:04:05", "d: 2020-02-30");
    assertThat(problems())
        .containsExactly(
            "group_vars/all.yaml:2   2020-13-01 03:04:05 is not a valid timestamp.",
            "group_vars/all.yaml:3   2020-02-30 is not a valid timestamp.");
  }
}
