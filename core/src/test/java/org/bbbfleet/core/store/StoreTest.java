package org.bbbfleet.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path directory;

  @Test
  void aStoreThatIsOpenedSoonIsMadeOnlyWhenItIsUsed() throws IOException {
    Path file = directory.resolve("state").resolve("fleet.db");
    try (Store unused = Store.openSoon(file)) {
      assertThat(unused).isNotNull();
    }
    assertThat(file.getParent()).doesNotExist();

    try (Store used = Store.openSoon(file)) {
      assertThat(leases(used)).isZero();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Store there = Store.openSoon(file)) {
      assertThat(leases(there)).isZero();
    }
  }

  @Test
  void whoUsesAStoreThatCanNotBeOpenedIsToldWhyEachTime() throws IOException {
    Path file = Files.writeString(directory.resolve("fleet.db"), "this is no database at all");
    try (Store broken = Store.openSoon(file)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(broken::jdbi)
            .isInstanceOfSatisfying(
                FleetException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.STORE))
            .hasMessageContaining(file.toString());
      }
    }
  }

  private static int leases(Store store) {
    return store
        .jdbi()
        .withHandle(h -> h.createQuery("select count(*) from lease").mapTo(Integer.class).one());
  }
}
