package org.bbbfleet.provisioning.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the answers to {@link Question}s apart. The lines between them bear a word that the host
 * drew at random before the first question was asked, so that no output can be taken for them.
 */
final class AnswersReader {
  private final List<Question<?>> questions;
  private final String mark;
  private final Map<Question<?>, Object> answers = new HashMap<>();
  private final List<String> lines = new ArrayList<>();
  private int current = -1;

  AnswersReader(List<Question<?>> questions, String nonce) {
    if (!nonce.matches("[0-9a-f-]{36}")) {
      throw new IllegalArgumentException(nonce);
    }
    this.questions = questions;
    this.mark = "@" + nonce + " ";
  }

  void line(String line) {
    if (!line.startsWith(mark)) {
      lines.add(line);
      return;
    }
    String[] word = line.substring(mark.length()).split(" ", -1);
    int number = Integer.parseInt(word[1]) - 1;
    if (word[0].equals("ask")) {
      lines.clear();
      current = number;
    } else if (number == current) {
      answers.put(questions.get(number), read(questions.get(number), Integer.parseInt(word[2])));
    } else {
      throw new IllegalArgumentException(line);
    }
  }

  // The mark begins a line of its own, which leaves an empty line behind output that ended its own.
  private Object read(Question<?> question, int status) {
    int size = lines.size();
    int end = size > 0 && lines.get(size - 1).isEmpty() ? size - 1 : size;
    return question.read(new Question.Answer(status, lines.subList(0, end)));
  }

  Map<Question<?>, Object> answers() {
    return answers;
  }
}
