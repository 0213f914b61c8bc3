package org.bbbfleet.provisioning.plan;

import java.util.ArrayList;
import java.util.List;

/** Unified differences between two texts, as {@code diff -u} prints them. */
public final class TextDiff {
  private static final int CONTEXT = 3;
  private static final int MOST_LINES = 2000;

  private TextDiff() {}

  private record Edit(char sign, String line, int before, int after) {}

  /**
   * The difference, empty when there is none.
   *
   * @param path what the texts are versions of
   * @param before the text that is there; empty for none
   * @param after the wanted text
   */
  public static String unified(String path, String before, String after) {
    List<String> a = lines(before);
    List<String> b = lines(after);
    if (before.equals(after)) {
      return "";
    }
    if (a.size() > MOST_LINES || b.size() > MOST_LINES) {
      return "--- %s\n+++ %s\n(%d lines → %d lines)\n".formatted(path, path, a.size(), b.size());
    }
    List<Edit> edits = edits(a, b);
    StringBuilder out = new StringBuilder("--- " + path + "\n+++ " + path + "\n");
    int i = 0;
    while (i < edits.size()) {
      if (edits.get(i).sign() == ' ') {
        i++;
        continue;
      }
      int start = Math.max(0, i - CONTEXT);
      int end = hunkEnd(edits, i);
      hunk(out, edits.subList(start, end));
      i = end;
    }
    return out.toString();
  }

  // A hunk goes on while the next change is near enough for their contexts to touch.
  private static int hunkEnd(List<Edit> edits, int firstChange) {
    int last = firstChange;
    for (int i = firstChange; i < edits.size() && i - last <= 2 * CONTEXT; i++) {
      if (edits.get(i).sign() != ' ') {
        last = i;
      }
    }
    return Math.min(edits.size(), last + CONTEXT + 1);
  }

  private static void hunk(StringBuilder out, List<Edit> edits) {
    long before = edits.stream().filter(e -> e.sign() != '+').count();
    long after = edits.stream().filter(e -> e.sign() != '-').count();
    Edit first = edits.get(0);
    out.append(
        "@@ -%s +%s @@\n".formatted(range(first.before(), before), range(first.after(), after)));
    for (Edit edit : edits) {
      out.append(edit.sign()).append(edit.line()).append('\n');
    }
  }

  private static String range(int start, long count) {
    return count == 0 ? start + ",0" : (start + 1) + (count == 1 ? "" : "," + count);
  }

  // The longest common subsequence by dynamic programming: at most 4 million cells.
  private static List<Edit> edits(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Edit> edits = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        edits.add(new Edit(' ', a.get(i), i++, j++));
      } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
        edits.add(new Edit('-', a.get(i), i++, j));
      } else {
        edits.add(new Edit('+', b.get(j), i, j++));
      }
    }
    return edits;
  }

  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    int last = lines.size() - 1;
    if (lines.get(last).isEmpty()) {
      lines.remove(last);
    } else {
      lines.set(last, lines.get(last) + "\n\\ No newline at end of file");
    }
    return lines;
  }
}
