package org.bbbfleet.provisioning.resource;

import java.util.List;
import org.bbbfleet.core.shell.Quote;

/** What is done on the host to bring a container up, to wait for it and to take it away. */
final class ContainerScripts {
  private ContainerScripts() {}

  /** Stops the old one and changes the files; its image is pulled before that. */
  static String stop(Container container, List<String> scripts) {
    StringBuilder script = new StringBuilder();
    script.append(
        """
        i=%s
        docker image inspect "$i" >/dev/null 2>&1 || case $i in
          sha256:*) echo "the image $i is not on the host; load it there first"; exit 1 ;;
          *) docker pull -q "$i" ;;
        esac
        mkdir -p -m 0755 /etc/bbb-fleet
        mkdir -p -m 0700 /etc/bbb-fleet/containers
        systemctl stop %s 2>/dev/null || :
        docker rm --force %s >/dev/null 2>&1 || :
        """
            .formatted(container.image(), container.unit(), container.name()));
    scripts.forEach(file -> script.append("(\n").append(file).append(")\n"));
    return script
        .append("systemctl daemon-reload\nsystemctl reset-failed ")
        .append(container.unit())
        .append(" 2>/dev/null || :\n")
        .toString();
  }

  /** Waits until it is well. */
  static String await(Container container) {
    return """
        n=%1$s
        end=$(($(date +%%s) + %2$d))
        last=
        same=0
        while :; do
          s=$(docker inspect --type container -f '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.StartedAt}}' "$n" 2>/dev/null || :)
          case $s in
            'true healthy '*) break ;;
            'true none '*%3$s) if [ "$s" = "$last" ]; then same=$((same + 1)); else same=0; fi ;;
            *) same=0 ;;
          esac
          [ "$same" -lt 5 ] || break
          last=$s
          [ "$(date +%%s)" -lt "$end" ] || {
            echo "not well after %2$d s: ${s:-there is no container}; journalctl -u $n says why"
            docker inspect -f '{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}{{end}}{{end}}' "$n" 2>/dev/null | tail -n 5
            exit 1
          }
          sleep 1
        done
        """
        .formatted(
            container.name(),
            container.within().toSeconds(),
            container.options().healthy().isPresent() ? "never" : "");
  }

  /** Takes it away. */
  static String remove(Container container) {
    return """
        systemctl disable -q --now %1$s 2>/dev/null || :
        docker rm --force %2$s >/dev/null 2>&1 || :
        rm -f -- %3$s %4$s
        systemctl daemon-reload
        systemctl reset-failed %1$s 2>/dev/null || :
        """
        .formatted(
            container.unit(),
            container.name(),
            Quote.sh(container.unitFile().name()),
            Quote.sh(container.environmentFile().name()));
  }
}
