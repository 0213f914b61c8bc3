package org.bbbfleet.provisioning.facts;

import java.util.ArrayList;
import java.util.List;

/**
 * What is at a path on a host.
 *
 * @param type what it is
 * @param owner user name, {@code UNKNOWN} for a number without a name
 * @param group group name
 * @param mode four octal digits
 * @param sha256 of its content; empty when it is no regular file or nobody asked
 */
public record FileFact(Type type, String owner, String group, String mode, String sha256) {

  /** The types that we tell apart. */
  public enum Type {
    FILE("file"),
    DIRECTORY("directory"),
    LINK("link"),
    OTHER("special file");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As plans print it. */
    public String word() {
      return word;
    }
  }

  /** From the raw mode that the system gives: type and permissions in one number. */
  static FileFact of(int rawMode, String owner, String group, String sha256) {
    Type type =
        switch (rawMode & 0170000) {
          case 0100000 -> Type.FILE;
          case 0040000 -> Type.DIRECTORY;
          case 0120000 -> Type.LINK;
          default -> Type.OTHER;
        };
    return new FileFact(type, owner, group, "%04o".formatted(rawMode & 07777), sha256);
  }

  /** How owner, group and mode differ from these, in words; empty when they don't. */
  public List<String> access(String wantedOwner, String wantedGroup, String wantedMode) {
    List<String> differences = new ArrayList<>();
    if (!owner.equals(wantedOwner)) {
      differences.add("owner " + owner + " → " + wantedOwner);
    }
    if (!group.equals(wantedGroup)) {
      differences.add("group " + group + " → " + wantedGroup);
    }
    if (!mode.equals(wantedMode)) {
      differences.add("mode " + mode + " → " + wantedMode);
    }
    return differences;
  }
}
