package org.bbbfleet.app.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.junit.jupiter.api.Test;

/** The file of named tokens, and who is known by it. */
class TokensFileTest {
  private static final Tokens.Token ALICE =
      new Tokens.Token(
          "alice", Access.APPROVER, Caller.Identity.KNOWN, Tokens.hash("alice's long token"));

  @Test
  void whatIsWrittenIsRead() {
    List<Tokens.Token> tokens =
        List.of(
            ALICE,
            new Tokens.Token("007", Access.VIEWER, Caller.Identity.KNOWN, Tokens.hash("bond")));
    assertThat(TokensFile.read(Section.parse("tokens.yaml", TokensFile.write(tokens))))
        .containsExactlyInAnyOrderElementsOf(tokens);
    assertThat(TokensFile.read(Section.parse("tokens.yaml", TokensFile.write(List.of()))))
        .isEmpty();
  }

  @Test
  void theTokenItselfIsNotInTheFile() {
    assertThat(TokensFile.write(List.of(ALICE))).doesNotContain("long token");
    assertThat(ALICE.toString()).doesNotContain(ALICE.hash());
  }

  @Test
  void everythingWrongIsToldAtOnce() {
    Section section =
        Section.parse(
            "tokens.yaml",
            "alice:\n  role: boss\n  sha256: abc\nbob:\n  rolle: viewer\n\"<b>\":\n  role: viewer\n"
                + "  sha256: \""
                + Tokens.hash("x")
                + "\"\n");
    assertThatThrownBy(() -> TokensFile.read(section))
        .hasMessageContaining("alice.role must be viewer, operator, approver or admin")
        .hasMessageContaining("alice.sha256 must be 64 hex digits")
        .hasMessageContaining("bob.role is missing")
        .hasMessageContaining("rolle is not a known key. Did you mean role?")
        .hasMessageContaining("<b> is not a name");
  }

  @Test
  void onlyTheTokenIsKnown() {
    Tokens tokens = new Tokens(List.of(ALICE), Access.ANYONE);
    assertThat(tokens.callerOf("alice's long token").map(Caller::name)).contains("alice");
    assertThat(tokens.callerOf("alice's long toke")).isEmpty();
    assertThat(tokens.callerOf("")).isEmpty();
    assertThat(tokens.callerOf(ALICE.hash())).isEmpty();
    assertThat(tokens.callerOf("x".repeat(100_000))).isEmpty();
  }

  @Test
  void eachRoleMayDoWhatThoseBeforeItMay() {
    assertThat(Access.ADMIN.includes(Access.APPROVER)).isTrue();
    assertThat(Access.APPROVER.includes(Access.OPERATOR)).isTrue();
    assertThat(Access.OPERATOR.includes(Access.APPROVER)).isFalse();
    assertThat(Access.VIEWER.includes(Access.OPERATOR)).isFalse();
    assertThat(Access.named("anyone")).isEmpty();
  }

  @Test
  void aSharedTokensBearerSaysWhoItIs() {
    Caller shared = new Caller("api.token", Access.ADMIN, Caller.Identity.ASSERTED);
    assertThat(shared.author(Optional.of("root@ops-1"))).isEqualTo("root@ops-1");
    assertThat(shared.author(Optional.empty())).isEqualTo("api.token");
  }
}
