package io.upstack.runners.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProgressDisplayTest {
  private final FakeClock clock = new FakeClock();
  private final RecordedOutput output = new RecordedOutput();

  @Test
  void showsCountAndRateOfEachStageAndTheEndOfTheRun() {
    ProgressDisplay display =
        display(new StageGoal("base", 0, 320), new StageGoal("upsample", 0, 320));
    clock.advance(Duration.ofSeconds(10));
    display.samplesDone("base", 128);
    display.samplesDone("upsample", 20);
    display.show();

    assertThat(output.lines())
        .containsExactly(
            "base 128/320 12.8 samples/s | upsample 20/320 2.0 samples/s | 2m 30s left");
  }

  @Test
  void saysNothingOfTimeBeforeTheFirstSample() {
    ProgressDisplay display = display(new StageGoal("base", 0, 320));
    clock.advance(Duration.ofSeconds(10));
    display.show();

    assertThat(output.lines()).containsExactly("base 0/320");
  }

  @Test
  void doesNotCountAnEarlierStartInTheRate() {
    ProgressDisplay display = display(new StageGoal("base", 200, 320));
    clock.advance(Duration.ofSeconds(10));
    display.samplesDone("base", 20);
    display.show();

    assertThat(output.lines()).containsExactly("base 220/320 2.0 samples/s | 50s left");
  }

  @Test
  void followsTheRateOfTheLastMinute() {
    ProgressDisplay display = display(new StageGoal("base", 0, 50_000));
    for (int second = 0; second < 600; second++) {
      clock.advance(Duration.ofSeconds(1));
      display.samplesDone("base", second < 500 ? 1 : 50);
    }
    display.show();

    assertThat(output.lines()).containsExactly("base 5500/50000 50.0 samples/s | 14m 50s left");
  }

  @Test
  void slowsDownWhileNothingIsDone() {
    ProgressDisplay display = display(new StageGoal("base", 0, 1000));
    clock.advance(Duration.ofSeconds(10));
    display.samplesDone("base", 100);
    display.show();
    clock.advance(Duration.ofSeconds(40));
    display.show();

    assertThat(output.lines())
        .containsExactly(
            "base 100/1000 10.0 samples/s | 1m 30s left",
            "base 100/1000 2.0 samples/s | 7m 30s left");
  }

  @Test
  void countsWhatIsDoneAgainOnce() {
    ProgressDisplay display = display(new StageGoal("base", 0, 64));
    clock.advance(Duration.ofSeconds(1));
    display.samplesDone("base", 64);
    display.samplesDone("base", 32);
    display.show();

    assertThat(output.lines()).containsExactly("base 64/64 done");
  }

  @Test
  void showsTheLastLineOnce() {
    ProgressDisplay display = display(new StageGoal("base", 0, 64));
    clock.advance(Duration.ofSeconds(1));
    display.samplesDone("base", 64);
    display.close();
    display.close();

    assertThat(output.lastLines()).containsExactly("base 64/64 done");
  }

  @Test
  void countsWhatManyThreadsDo() throws InterruptedException {
    ProgressDisplay display = display(new StageGoal("base", 0, 4000));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int task = 0; task < 4000; task++) {
      threads.execute(() -> display.samplesDone("base", 1));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    display.close();

    assertThat(output.lastLines()).containsExactly("base 4000/4000 done");
  }

  @Test
  void refusesAStageThatItWasNotToldOf() {
    ProgressDisplay display =
        display(new StageGoal("base", 0, 64), new StageGoal("features", 0, 64));

    assertThatThrownBy(() -> display.samplesDone("upsample", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stage upsample: expected one of [base, features]");
  }

  @Test
  void endsAtTheGoalWhenAnotherProcessHasDoneThePart() {
    ProgressDisplay display =
        display(new StageGoal("base", 32, 320), StageGoal.ofUnits("metrics", 0, 7));
    display.samplesDone("base", 64);
    display.complete();
    display.close();

    assertThat(output.lastLines()).containsExactly("base 320/320 done | metrics 7/7 done");
  }

  @Test
  void countsUnitsOfAMeasurementAsUnits() {
    ProgressDisplay display = display(StageGoal.ofUnits("metrics", 0, 55));
    clock.advance(Duration.ofSeconds(10));
    display.samplesDone("metrics", 5);
    display.show();

    assertThat(output.lines()).containsExactly("metrics 5/55 0.500 units/s | 1m 40s left");
    assertThatThrownBy(() -> StageGoal.ofUnits("metrics", 8, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metrics: expected 0 to 7 units already done, got 8");
  }

  /** A cluster is looked at every few seconds, and an answer has both stages. */
  @Test
  void countsUnitsFromTheEndOfTheSamples() {
    ProgressDisplay display =
        display(new StageGoal("base", 0, 320), StageGoal.ofUnits("metrics", 0, 55));
    clock.advance(Duration.ofSeconds(50));
    display.samplesDone("base", 300);
    clock.advance(Duration.ofSeconds(5));
    display.samplesDone("base", 20);
    display.samplesDone("metrics", 5);
    clock.advance(Duration.ofSeconds(5));
    display.samplesDone("metrics", 10);
    display.show();

    assertThat(output.lines()).containsExactly("metrics 15/55 1.5 units/s | 27s left");
  }

  @Test
  void refusesMoreDoneThanThereIs() {
    assertThatThrownBy(() -> new StageGoal("base", 65, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base: expected 0 to 64 samples already done, got 65");
  }

  private ProgressDisplay display(StageGoal... goals) {
    return new ProgressDisplay(List.of(goals), output, clock);
  }
}
