package org.bbbfleet.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ProblemsException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** We read inventories as Debian's {@code ansible-inventory} does. */
@Tag("system")
final class AnsibleInventorySystemTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "test", "ha"})
  void theExamplesAreTheSame(String name) throws Exception {
    Path seed =
        Path.of(System.getProperty("fleet.root", ".."), "..", "shared", "seed", "inventory");
    assumeTrue(Files.isDirectory(seed), "the example inventories are not there: " + seed);
    String hosts = Files.readString(seed.resolve("hosts-" + name));
    if (name.equals("standalone")) { // Ansible refuses the two groups that nothing defines
      hosts = "[drbd_redis_peertube]\n[drbd_redis_scalelite]\n" + hosts;
    }
    Path inventory = Files.writeString(directory.resolve("hosts"), hosts);
    Path variables = Files.createDirectory(directory.resolve("group_vars"));
    try (Stream<Path> files = Files.list(seed.resolve("group_vars-" + name))) {
      for (Path file : files.toList()) {
        Files.copy(file, variables.resolve(file.getFileName()));
      }
    }
    compare(inventory);
  }

  @Test
  void aNastyOneIsTheSame() throws Exception {
    Path inventory =
        file(
            "hosts",
            """
            # comment
            lonely ansible_host=10.0.0.1 ansible_port=2222
            web[01:03].example.org number=007 text="a b" single='x # y' list=[1,'two',{'k':None}]
            [web]
            web[01:03].example.org
            db-[a:c:2]
            [db]
            db-[a:c:2] flag=True octal=0o17 float=1.50 empty= quoted="'q'"
            [db:vars]
            level=db
            dict={'a': [1, 2], "b": (3, 4)}
            path=/a b/c
            [both:children]
            web
            db
            [both:vars]
            level=both
            ansible_group_priority=5
            [site:children]
            both
            [all:vars]
            level=all
            templated={{ level }}-x
            """);
    file("group_vars/all.yaml", "from_file: [1, ~, yes, '0x10', 0x10, 1_000, 2001-01-01]\n");
    file("group_vars/db/a.yml", "merged: a\nlevel: file-a\n");
    file("group_vars/db/b.yml", "merged: b\nnested: {deep: {deeper: '{{ level }}'}}\n");
    file("host_vars/db-a.yml", "level: host\nraw: !unsafe '{{ not }}'\n");
    compare(inventory);
  }

  @Test
  void literalsAndNamesAreReadAsPythonReadsThem() throws Exception {
    Path inventory =
        file(
            "hosts",
            """
            # leading
            h1 inf=1e999 ninf=-1e999 noinf=inf a=1 b=01 c=0o17 d=1_000 f='a''b' g="x\\ty" h=None i=none j=true k=True l=yes m=1.0 n=1e3 o=-5 p=+5 q=0x1F r=0b11 u=[] v={} w=() x=(1,) z="{'a': 1}"
            h2 a='#no' b="a#b" c=x#y d=a\\ b e='' f="" g== h=a=b=c i="{{ a }}"\s
            h3:2222
            [2001:db8::1]:2200
            2001:db8::2
            web[1:3]x[a:c:2] port="[1:2]"
            web[08:12:2]
            [db]
            h1
            h2
            [db:vars]
             spaced  =  value with  spaces \s
            num = 5 # five
            str = abc # five
            quo = "quoted"
            quo2 = 'it''s'
            lst = [1, 2, 'x'] # c
            dct = {"a": {'b': [None, True]}}
            neg = -3
            tup = 1, 2
            emp =
            eq = a=b
            hex = 0xFF
            oct = 017
            path = C:\\new\\table
            esc = "a\\nb"
            uni = 'ü\\u00fc'
            raw = r'\\n'
            multi = "a" "b"
            [late:children]
            db
            [late:vars]
            num=9
            lateonly=1
            [early:children]
            db
            [early:vars]
            num=8
            ansible_group_priority=10
            spaced=early
            """);
    file("group_vars/db/a.yml", "from: dir\nnum: dirnum\n");
    file("group_vars/db/sub/x.yaml", "sub: yes\nover: a\n");
    file("group_vars/db/z", "over: z\n");
    file("group_vars/all.json", "{\"js\": [1, 2.50, null, true, \"yes\"]}");
    file(
        "host_vars/h1/v.yml",
        """
        uns: !unsafe "{{ x }}"
        l: [!unsafe "{{ y }}", "{{ a }}"]
        d: {k: !unsafe "{%"}
        time: 12:30:45
        oct: 0o14
        oct2: 014
        null1: ~
        null2:
        null3: null
        float: .5
        big: 12345678901234567890123
        times: [2020-01-02 03:04:05, 2020-01-02T03:04:05Z, "2020-01-02 03:04:05", 2020-01-02]
        fractions: [2020-01-02 03:04:05.678, 2020-01-02 3:04:05.6789012, 2020-1-2 03:04:05.000]
        zones: [2020-01-02 03:04:05 +02:00, 2020-01-02t03:04:05-5, 2020-01-02T03:04:05.5 -02:30]
        no_times: [2020-1-2, 2020-01-02T3:04:05+0530, {a: 2020-01-02 03:04:05 +00:00}]
        infinite: [.inf, -.inf, +.INF, .nan, 1.0e+999, "Infinity"]
        exponents: [1e3, 1e+3, 1.0e3, 1.0e+3, 1.e-7, 190:20:30, 190:20:30.15]
        merge: &m {a: 1}
        m2: {<<: *m, b: 2}
        str: |
          a
          b
        fold: >-
          a
          b
        """);
    compare(inventory);
  }

  @Test
  void filesFromWindowsAreTheSame() throws Exception {
    Path inventory =
        file(
            "hosts",
            """
            [g1:vars]
            a=1
            b = two words\s
            [g1]
            x1 v=1 # comment
            x2 v="q r"
            ; semi
            [g2] # section comment
            x1 v=2
            x3
            [p:children]
            g1
            g2 # child comment
            [ungrouped]
            lone
            [ungrouped:vars]
            un=1
            [all:vars]
            all1=1
            [g1]
            x9
            """
                .replace("\n", "\r\n"));
    file(
        "group_vars/g1/v.yml", "ansible_group_priority: 20\r\nc: g1\r\nlst:\r\n  - a\r\n  - b\r\n");
    file("group_vars/g2.yml", "c: g2\n");
    file("group_vars/p.yml", "\ufeffc: p\nfrombom: 1\n");
    file("group_vars/all/10.yml", "---\nk: 1\n...\n");
    file("group_vars/all/9.yml", "k: 2\n");
    file("group_vars/all/.hidden.yml", "k: 3\n");
    file("group_vars/all/x.yml~", "k: 4\n");
    file("group_vars/all/a.txt", "k: 5\n");
    file("group_vars/ungrouped.yml", "un2: 1\n");
    file("host_vars/x3.yml", "");
    compare(inventory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a:children]\nb\n[b:children]\na\n[a]\nx\n",
        "[a\nx\n",
        "[a]\nx y z\n",
        "[a]\nx \"unclosed\n",
        "[a]\nx[1:3\n",
        "[a:b]\nx\n",
        "[nowhere:vars]\nx=1\n"
      })
  void whatAnsibleRefusesIsRefused(String text) throws Exception {
    Path inventory = file("hosts", text);
    assertThat(ansible(inventory, "--list")).doesNotContain("\"x");
    assertThat(Files.readString(directory.resolve("errors"))).contains("Unable to parse");
    assertThatThrownBy(() -> InventoryReader.read(inventory)).isInstanceOf(ProblemsException.class);
  }

  @Test
  void aYamlOneIsTheSame() throws Exception {
    Path inventory =
        file(
            "hosts.yaml",
            """
            all:
              hosts:
                lonely:
              vars: {level: all}
              children:
                web:
                  hosts:
                    web[1:2]: {ansible_port: 23}
                  vars: {level: web}
                site:
                  children:
                    web:
                    db: {hosts: {db-1: {x: &a [1, 2], y: *a}}}
            """);
    compare(inventory);
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void compare(Path inventory) throws Exception {
    AnsibleView ours = new AnsibleView(InventoryReader.read(inventory));
    JsonNode theirs = JSON.readTree(ansible(inventory, "--list"));
    assertThat(JSON.<JsonNode>valueToTree(ours.list())).isEqualTo(theirs);
    assertThat(String.join("\n", ours.graph()) + "\n").isEqualTo(ansible(inventory, "--graph"));
    String host = InventoryReader.read(inventory).hosts().get(0).name();
    assertThat(JSON.<JsonNode>valueToTree(ours.host(host)))
        .isEqualTo(JSON.readTree(ansible(inventory, "--host", host)));
  }

  private String ansible(Path inventory, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("ansible-inventory", "-i", inventory.toString()));
    words.addAll(List.of(options));
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectError(errors.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("see %s: %s", errors, Files.readString(errors)).isZero();
    return output;
  }
}
