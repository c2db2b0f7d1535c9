package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.programs.DeviceMemoryException;
import org.junit.jupiter.api.Test;

class StepClockTest {
  private static final long MILLISECOND = 1_000_000;

  private long now = 7;

  @Test
  void aStepTakesAsLongAsItsCalls() {
    StepClock clock = new StepClock(2, false, () -> now);
    pass(100);
    call(clock, 1, 20);
    pass(100);
    clock.hasWaitedFor(1);
    call(clock, 0, 30);
    clock.hasWaitedFor(0);

    assertThat(clock.stepTimes().counts()).hasToString("{20000=1, 30000=1}");
    assertThat(clock.modelSeconds()).isEqualTo(0.05);
  }

  @Test
  void aStepInHalvesIsOneStepWithTheCallThatFailed() {
    StepClock clock = new StepClock(1, false, () -> now);
    assertThatThrownBy(
            () ->
                clock.time(
                    0,
                    () -> {
                      pass(5);
                      throw new DeviceMemoryException("cpu", "full", new IllegalStateException());
                    }))
        .isInstanceOf(DeviceMemoryException.class);
    call(clock, 0, 12);
    call(clock, 0, 13);
    clock.hasWaitedFor(0);

    assertThat(clock.stepTimes().counts()).hasToString("{30000=1}");
    assertThat(clock.modelSeconds()).isEqualTo(0.03);
  }

  @Test
  void whereCallsReturnEarlyStepsShareTheTimeBetweenTwoWaits() {
    StepClock clock = new StepClock(5, true, () -> now);
    call(clock, 4, 1);
    call(clock, 3, 1);
    pass(58);
    clock.hasWaitedFor(3);
    call(clock, 2, 1);
    call(clock, 1, 1);
    call(clock, 0, 1);
    pass(57);
    clock.hasWaitedFor(0);
    pass(30);

    assertThat(clock.stepTimes().counts()).hasToString("{20000=3, 30000=2}");
    assertThat(clock.modelSeconds()).as("with what came after the last step").isEqualTo(0.15);
  }

  private void call(StepClock clock, int step, long milliseconds) {
    assertThat(
            clock.<String>time(
                step,
                () -> {
                  pass(milliseconds);
                  return "result";
                }))
        .isEqualTo("result");
  }

  private void pass(long milliseconds) {
    now += milliseconds * MILLISECOND;
  }
}
