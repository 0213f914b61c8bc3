package org.bbbfleet.exporters.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Samples;

final class DockerSamplesTest {

  private static Container container(String name, String status, int exitCode) {
    return new Container(
        "ab".repeat(32),
        name,
        status,
        false,
        exitCode,
        3,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Example
  void statesAreCountedAndOnlyTheEndedHaveAnExitCode() {
    Samples samples =
        DockerSamples.of(List.of(container("a", "running", 0), container("b", "exited", 137)), 100);
    assertThat(samples.value(DockerMetrics.CONTAINERS, "running")).isEqualTo(1);
    assertThat(samples.value(DockerMetrics.CONTAINERS, "dead")).isZero();
    assertThat(samples.value(DockerMetrics.EXIT_CODE, "a")).isNaN();
    assertThat(samples.value(DockerMetrics.EXIT_CODE, "b")).isEqualTo(137);
    assertThat(samples.value(DockerMetrics.RESTARTS, "b")).isEqualTo(3);
  }

  @Example
  void crowdsAreCountedWithoutSeriesOfTheirOwn() {
    List<Container> crowd = new ArrayList<>(Collections.nCopies(1, container("x", "running", 0)));
    for (int i = 0; i < 9; i++) {
      crowd.add(container("c" + i, "running", 0));
    }
    Samples samples = DockerSamples.of(crowd, 4);
    assertThat(samples.value(DockerMetrics.CONTAINERS, "running")).isEqualTo(10);
    assertThat(samples.series(DockerMetrics.RUNNING)).hasSize(4);
    assertThat(samples.value(DockerMetrics.HIDDEN)).isEqualTo(6);
  }

  @Property
  void anyNameAndStatusAreHarmless(@ForAll String name, @ForAll String status) {
    Samples samples = DockerSamples.of(List.of(container(name, status, 1)), 10);
    assertThat(samples.series(DockerMetrics.RUNNING))
        .allMatch(labels -> labels.get(0).matches("[A-Za-z0-9_.-]{1,100}"));
    assertThat(samples.series(DockerMetrics.CONTAINERS)).hasSize(7);
  }

  @Property
  void anyAnswerOfTheGateIsContainersOrAFailure(@ForAll String answer) {
    try {
      assertThat(Container.parse(answer)).isNotNull();
    } catch (FleetException e) {
      assertThat(e.getMessage()).contains("Docker gate");
    }
  }
}
