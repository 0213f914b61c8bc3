package org.bbbfleet.exporters.bbb;

import java.util.Locale;
import org.bbbfleet.exporters.bbb.ApiFailure.Reason;

/**
 * How a call ended by the server's own account: {@code returncode}, and the key that says why,
 * which some releases give as {@code messageKey} and some in a list of errors. The texts differ
 * between releases and are not read.
 */
final class Returned {
  private String code = "";
  private String key = "";

  void code(String value) {
    code = value;
  }

  void key(String value) {
    key = value;
  }

  /** A key in a list of errors: the first one counts, and only where there is no other. */
  void errorKey(String value) {
    key = key.isEmpty() ? value : key;
  }

  String key() {
    return key;
  }

  /**
   * Ends well only if the server said so.
   *
   * @throws ApiFailure CHECKSUM, API or MALFORMED
   */
  void requireSuccess() {
    if (code.equals("SUCCESS")) {
      return;
    }
    if (!code.equals("FAILED")) {
      throw new ApiFailure(Reason.MALFORMED, "the answer has no returncode");
    }
    boolean checksum = key.toLowerCase(Locale.ROOT).contains("checksum");
    throw new ApiFailure(
        checksum ? Reason.CHECKSUM : Reason.API,
        "FAILED: " + key.replaceAll("[^A-Za-z0-9_.-]", ""));
  }
}
