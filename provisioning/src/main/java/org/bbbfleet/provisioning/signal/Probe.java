package org.bbbfleet.provisioning.signal;

import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.resource.Handler;

/** One sign by which a host itself can tell that something on it is well. */
public sealed interface Probe {

  /** POSIX sh that ends with 0 when it is well, and else says what is not. Takes at most 10 s. */
  String script();

  /** A page on the loopback address answers 200. */
  record Page(int port, String path) implements Probe {
    public Page {
      new Questions.PageQuestion(port, path, "");
    }

    // bash, because nothing else that every Debian has speaks TCP.
    @Override
    public String script() {
      return """
          s=$(timeout 5 bash -c '
            exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
            printf "GET %%s HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n" "$2" >&3
            head -n 1 <&3
          ' - %1$d %2$s 2>/dev/null | tr -d '\\000\\r' | head -c 100)
          case $s in
            'HTTP/1.'[01]' 200'*) ;;
            'HTTP/1.'[01]*) echo "answers ${s#* }"; exit 1 ;;
            *) echo "does not answer"; exit 1 ;;
          esac
          """
          .formatted(port, Quote.sh(path));
    }

    @Override
    public String toString() {
      return "page :" + port + path;
    }
  }

  /** Something listens on a TCP port. */
  record Port(int number) implements Probe {
    public Port {
      if (number < 1 || number > 65535) {
        throw new IllegalArgumentException("not a port: " + number);
      }
    }

    // The kernel's table: no connection is made that a service would have to log.
    @Override
    public String script() {
      return """
          for f in /proc/net/tcp /proc/net/tcp6; do
            [ ! -r "$f" ] || while read -r n l r s x; do
              case $l/$s in *:%04X/0A) exit 0 ;; esac
            done <"$f"
          done
          echo "nothing listens"
          exit 1
          """
          .formatted(number);
    }

    @Override
    public String toString() {
      return "port " + number;
    }
  }

  /** A unit runs. */
  record Running(String unit) implements Probe {
    public Running {
      if (!Handler.isUnit(unit)) {
        throw new IllegalArgumentException(
            "not a unit name: " + unit.replaceAll("\\p{Cntrl}", "?"));
      }
    }

    @Override
    public String script() {
      return "s=$(systemctl is-active -- %s) || :\n[ \"$s\" = active ] || { echo \"is $s\"; exit 1; }\n"
          .formatted(unit);
    }

    @Override
    public String toString() {
      return "unit " + unit;
    }
  }

  /** One of the agent's collectors has measured what it is for. */
  record Collector(int port, String exporter) implements Probe {
    public Collector {
      new Questions.PageQuestion(port, "/metrics", "");
      if (!exporter.matches("[A-Za-z0-9_][A-Za-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "not an exporter: " + exporter.replaceAll("\\p{Cntrl}", "?"));
      }
    }

    // The exposition writes a comma after the last label.
    @Override
    public String script() {
      return """
          s=$(timeout 5 bash -c '
            exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
            printf "GET /metrics HTTP/1.0\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n" >&3
            head -c 4194304 <&3
          ' - %1$d 2>/dev/null | tr -d '\\000\\r' | grep -a '^%2$s{collector="%3$s",\\{0,1\\}} ' | head -n 1)
          case $s in
            *' 1' | *' 1.0') ;;
            *' 0' | *' 0.0') echo "fails"; exit 1 ;;
            *) echo "has not yet succeeded"; exit 1 ;;
          esac
          """
          .formatted(port, FleetMetrics.COLLECTOR_SUCCESS.name(), exporter);
    }

    @Override
    public String toString() {
      return "collector " + exporter;
    }
  }
}
