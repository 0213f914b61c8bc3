package org.bbbfleet.app.cli;

import picocli.CommandLine.Command;

/** {@code fleet take}. */
@Command(
    name = "take",
    mixinStandardHelpOptions = true,
    description = "Says that you take care of an escalated incident: nobody else is called.")
public final class TakeCommand extends AnswerCommand {
  public TakeCommand() {
    super("take");
  }
}
