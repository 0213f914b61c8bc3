package org.bbbfleet.app.cli;

import picocli.CommandLine.Command;

/** {@code fleet approve}. */
@Command(
    name = "approve",
    mixinStandardHelpOptions = true,
    description = "Approves the action that an incident proposes.")
public final class ApproveCommand extends AnswerCommand {
  public ApproveCommand() {
    super("approve");
  }
}
