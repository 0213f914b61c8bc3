package org.bbbfleet.provisioning.facts;

import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.bbbfleet.core.shell.Quote;

/**
 * The one script that answers all questions. It needs POSIX sh and what every Debian has
 * (coreutils, grep, sed, dpkg); bash only to read pages, because nothing else there speaks TCP.
 *
 * <p>It prints lines of words. Things are named by their number in the question, never by name, so
 * that no name's bytes can confuse the reader. Each list of numbers is followed by one line for
 * each of them; the last line is {@code end}.
 */
public final class FactsScript {
  /** The first line of every answer. */
  static final String HEADER = "fleet-facts 1";

  static final String END = "end";

  private FactsScript() {}

  /** The script for these questions. */
  public static String render(Questions questions, Layout layout) {
    StringBuilder script = new StringBuilder();
    script.append("echo '").append(HEADER).append("'\n");
    script.append(
        """
        echo "login $(id -u)"
        (
          ID='' VERSION_ID=''
          [ ! -r /etc/os-release ] || . /etc/os-release
          echo "os ${ID%%[!a-z0-9._-]*} . ${VERSION_ID%%[!a-z0-9._-]*} . $(uname -m)"
        )
        c=$(nproc) || c=0
        read -r _ k _ </proc/meminfo || k=0
        echo "size $c $k $(stat -f -c '%b %S' /var || echo 0 0)"
        [ ! -O "$FLEET_PENDING" ] || for m in "$FLEET_PENDING"/*; do
          m=${m##*/}
          case $m in *[!A-Za-z0-9:_.@-]* | '') ;; *) echo "pending $m" ;; esac
        done
        """);
    files(script, questions.paths(), List.copyOf(questions.contents()));
    links(script, questions.links());
    if (!questions.packageNames().isEmpty()) {
      script
          .append(
              "dpkg-query -W -f='package ${Package} ${db:Status-Status} ${Version} ${db:Status-Want}\\n' ")
          .append(words(questions.packageNames()))
          .append(" 2>/dev/null || :\n");
    }
    if (!questions.users().isEmpty()) {
      script
          .append("getent passwd ")
          .append(words(questions.users()))
          .append(
              " | while IFS=: read -r n _ u _; do"
                  + " echo \"user $n $u $(id -Gn -- \"$n\")\"; done\n");
    }
    if (!questions.units().isEmpty()) {
      script
          .append("echo units\nsystemctl show --no-pager")
          .append(" -p LoadState -p ActiveState -p UnitFileState -p NeedDaemonReload -- ")
          .append(words(questions.units()))
          .append(" || :\necho units-end\n");
    }
    if (questions.asksJava()) {
      script.append(JAVA);
    }
    pages(script, List.copyOf(questions.pages()));
    others(script, questions.others());
    script.append("echo '").append(END).append("'\n");
    return layout.script(script.toString());
  }

  // All files in one stat and one sha256sum: two processes, however many files.
  private static void files(StringBuilder script, List<String> paths, List<String> hashed) {
    script.append("set --\ni=\nn=0\n");
    for (String path : paths) {
      script.append("p=").append(Quote.sh(path)).append("; n=$((n+1)); ");
      script.append(
          "if [ -e \"$p\" ] || [ -h \"$p\" ]; then set -- \"$@\" \"$p\"; i=\"$i $n\"; fi\n");
    }
    script.append("echo \"files$i\"\n");
    script.append("[ $# = 0 ] || stat -c 'stat %f %U %G' -- \"$@\"\n");
    script.append("set --\ni=\nn=0\n");
    for (String path : hashed) {
      script.append("p=").append(Quote.sh(path)).append("; n=$((n+1)); ");
      script.append(
          "if [ -f \"$p\" ] && [ ! -h \"$p\" ]; then set -- \"$@\" \"$p\"; i=\"$i $n\"; fi\n");
    }
    script.append("echo \"hashes$i\"\n");
    // sha256sum puts a backslash before the hash of a name that it had to escape.
    script.append("[ $# = 0 ] || sha256sum -- \"$@\"");
    script.append(" | sed -n 's/^\\\\\\{0,1\\}\\([0-9a-f]\\{64\\}\\) .*/sha \\1/p'\n");
  }

  private static void links(StringBuilder script, Collection<String> paths) {
    int n = 0;
    for (String path : paths) {
      n++;
      script.append("p=").append(Quote.sh(path)).append("; [ ! -h \"$p\" ] || ");
      script.append("echo \"link ").append(n);
      script.append(" $(readlink -n -- \"$p\" | base64 -w0)\"\n");
    }
  }

  private static void pages(StringBuilder script, List<Questions.PageQuestion> pages) {
    if (!pages.isEmpty()) {
      script.append(PAGE);
    }
    int n = 0;
    for (Questions.PageQuestion page : pages) {
      n++;
      script.append("page ").append(n).append(' ').append(page.port()).append(' ');
      script.append(Quote.sh(page.path())).append(' ');
      script.append(page.linePrefix().isEmpty() ? "''" : Quote.sh(page.linePrefix()));
      script.append('\n');
    }
  }

  // One pipe for all of them, however many: each costs one subshell. The kernel's random name marks
  // the answers: the shell reads it without a program.
  private static void others(StringBuilder script, Collection<Question<?>> questions) {
    if (questions.isEmpty()) {
      return;
    }
    script.append(
        """
        read -r fleet_nonce </proc/sys/kernel/random/uuid
        echo "questions $fleet_nonce"
        {
        """);
    int n = 0;
    for (Question<?> question : questions) {
      n++;
      script.append("printf '\\n@%s ask ").append(n).append("\\n' \"$fleet_nonce\"\n(\n");
      script.append(question.script()).append("\n) 2>/dev/null </dev/null\n");
      script.append("printf '\\n@%s status ").append(n);
      script.append(" %s\\n' \"$fleet_nonce\" \"$?\"\n");
    }
    script.append("} | head -c 1048576 | sed 's/[\\x00\\r]//g; s/^/= /'\necho\n");
  }

  // A runtime's "release" file tells its version without starting it.
  private static final String JAVA =
      """
      j=$(command -v java || :)
      if [ -n "$j" ]; then
        j=$(readlink -f -- "$j")
        h=${j%/bin/java}
        v=
        [ ! -r "$h/release" ] || v=$(sed -n 's/^JAVA_VERSION="\\([0-9._]*\\).*/\\1/p' "$h/release")
        [ -n "$v" ] || v=$(timeout 10 java -version 2>&1 </dev/null |
          sed -n 's/.* version "\\([0-9._]*\\).*/\\1/p' | head -n 1)
        [ -z "$v" ] || echo "java $v $(printf %s "$h" | base64 -w0)"
      fi
      """;

  // HTTP/1.0 over bash's /dev/tcp, at most 4 MiB and 5 s: a fresh Debian has no HTTP client.
  private static final String PAGE =
      """
      page() {
        timeout 5 bash -c '
          exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
          printf "GET %s HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n" "$2" >&3
          head -c 4194304 <&3
        ' - "$2" "$3" 2>/dev/null | tr -d '\\000\\r' | {
          IFS= read -r status && printf '%s\\n' "$status"
          if [ -n "$4" ]; then grep -a "^$4"; else cat >/dev/null; fi
        } | head -c 65536 | base64 -w0 | { printf 'page %s ' "$1"; cat; echo; }
      }
      """;

  private static String words(Collection<String> names) {
    StringJoiner joiner = new StringJoiner(" ");
    names.forEach(name -> joiner.add(Quote.sh(name)));
    return joiner.toString();
  }
}
