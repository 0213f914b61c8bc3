package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.shell.Quote;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;

/**
 * An archive that is unpacked under its content hash, and a link that is switched to it in one
 * step. The one before stays, older ones go.
 *
 * @param archive the {@code .tar.gz} on this machine
 * @param directory where it is unpacked: {@code <directory>/<first digits of the hash>}
 * @param link the link that always points to the one in use
 * @param handlers what happens after the switch
 */
public record Distribution(Artifact archive, String directory, String link, List<Handler> handlers)
    implements Resource {
  private static final int PREFIX = 16;

  public Distribution {
    requireNonNull(archive, "archive is null");
    Paths.check(directory);
    Paths.check(link);
    handlers = List.copyOf(handlers);
  }

  /** The same with what happens after the switch. */
  public Distribution then(Handler... after) {
    List<Handler> all = new ArrayList<>(handlers);
    all.addAll(Arrays.asList(after));
    return new Distribution(archive, directory, link, all);
  }

  @Override
  public String kind() {
    return "distribution";
  }

  @Override
  public String name() {
    return link;
  }

  String unpacked() {
    return directory + "/" + archive.sha256().substring(0, PREFIX);
  }

  @Override
  public void ask(Questions questions) {
    questions.file(unpacked());
    questions.link(link);
  }

  @Override
  public List<Change> changes(Facts facts) {
    boolean there = facts.file(unpacked()).isPresent();
    Optional<String> target = facts.link(link);
    if (there && target.equals(Optional.of(unpacked()))) {
      return List.of();
    }
    String detail = archive.file().getFileName() + " " + archive.sha256().substring(0, PREFIX);
    Change.Sign sign = target.isEmpty() ? Change.Sign.ADD : Change.Sign.MODIFY;
    if (there) {
      return List.of(Change.of(sign, this, detail, use()));
    }
    return List.of(
        Change.of(sign, this, detail, unpack() + use())
            .sending(new Change.Upload(archive.file(), upload())));
  }

  private String upload() {
    return directory + "/." + archive.sha256() + ".tar.gz";
  }

  // The directory has its final name only when it is complete, so that its name is proof enough.
  String unpack() {
    return """
        d=%s
        a=%s
        umask 022
        echo %s"  $a" | sha256sum -c --status - || { echo "the upload is damaged"; exit 1; }
        rm -rf -- "$d.new"
        mkdir -- "$d.new"
        tar -x -z -f "$a" -C "$d.new" --no-same-owner
        [ -d "$d.new/bin" ] || {
          set -- "$d.new"/*
          [ $# = 1 ] && [ -d "$1/bin" ] || { echo "the archive has no bin/"; exit 1; }
          mv -T -- "$1" "$d.in" && rmdir -- "$d.new" && mv -T -- "$d.in" "$d.new"
        }
        sync -f -- "$d.new"
        mv -T -- "$d.new" "$d"
        rm -f -- "$a"
        """
        .formatted(Quote.sh(unpacked()), Quote.sh(upload()), archive.sha256());
  }

  private String use() {
    return """
        d=%1$s
        l=%2$s
        before=$(readlink -- "$l" || :)
        ln -s -f -T -- "$d" "$l.new"
        mv -f -T -- "$l.new" "$l"
        for old in %3$s/*; do
          [ "$old" = "$d" ] || [ "$old" = "$before" ] || rm -rf -- "$old"
        done
        rm -f -- %3$s/.*.tar.gz
        """
        .formatted(Quote.sh(unpacked()), Quote.sh(link), Quote.sh(directory));
  }
}
