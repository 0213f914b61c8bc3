package org.bbbfleet.app.cli;

import picocli.CommandLine.Command;

/** {@code fleet reject}. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    description = "Rejects the action that an incident proposes; a person takes over.")
public final class RejectCommand extends AnswerCommand {
  public RejectCommand() {
    super("reject");
  }
}
