package io.upstack.stages.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.MachineLocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DeviceGuardTest {
  @TempDir private Path folder;

  @Test
  void aDeviceIsHeldOnceUntilItIsGivenBack() throws IOException {
    DeviceGuard guard = new DeviceGuard(folder.resolve("locks"));
    DeviceGuard other = new DeviceGuard(folder.resolve("locks"));
    try (MachineLocks.Held hold = guard.tryHold(FakeDevices.of(0), claim()).orElseThrow()) {
      assertThat(hold).isNotNull();
      assertThat(other.tryHold(FakeDevices.of(0), claim())).isEmpty();
      assertThat(other.holder(FakeDevices.of(0))).isEqualTo(Worker.name() + ", which makes /out");
      other.tryHold(FakeDevices.of(1), claim()).orElseThrow().close();
    }
    other.tryHold(FakeDevices.of(0), claim()).orElseThrow().close();
  }

  @Test
  void anotherProcessKeepsItUntilItsDeath() throws Exception {
    DeviceGuard guard = new DeviceGuard(folder);
    Process process = DeviceProcess.start(folder, Sharing.ALONE);
    try {
      assertThat(guard.tryHold(FakeDevices.of(0), claim(Sharing.ALONE))).isEmpty();
      assertThat(guard.tryHold(FakeDevices.of(0), claim(Sharing.SHARED))).isEmpty();
      assertThat(guard.holder(FakeDevices.of(0)))
          .endsWith(" process %d, which makes /their/output".formatted(process.pid()));
    } finally {
      DeviceProcess.kill(process);
    }
    guard.tryHold(FakeDevices.of(0), claim()).orElseThrow().close();
  }

  @Test
  void processesThatBothSaySoShareIt() throws Exception {
    DeviceGuard guard = new DeviceGuard(folder);
    Process process = DeviceProcess.start(folder, Sharing.SHARED);
    try {
      assertThat(guard.tryHold(FakeDevices.of(0), claim(Sharing.ALONE))).isEmpty();
      guard.tryHold(FakeDevices.of(0), claim(Sharing.SHARED)).orElseThrow().close();
    } finally {
      DeviceProcess.kill(process);
    }
  }

  /** A process gives up its locks on a file with the first that is closed. */
  @Test
  void whoAsksInVainTakesNothingFromThoseOfItsProcess() throws Exception {
    DeviceGuard guard = new DeviceGuard(folder);
    DeviceGuard other = new DeviceGuard(folder);
    try (MachineLocks.Held held = guard.tryHold(FakeDevices.of(0), claim()).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(other.tryHold(FakeDevices.of(0), claim())).isEmpty();
      assertThatThrownBy(() -> DeviceProcess.start(folder, Sharing.ALONE))
          .hasMessage("the process does not get the device");
    }
  }

  @Test
  void thoseOfAProcessShareItTooUntilTheLastHasLeft() throws Exception {
    DeviceGuard guard = new DeviceGuard(folder);
    DeviceGuard other = new DeviceGuard(folder);
    MachineLocks.Held one = guard.tryHold(FakeDevices.of(0), claim(Sharing.SHARED)).orElseThrow();
    try (MachineLocks.Held two =
        other.tryHold(FakeDevices.of(0), claim(Sharing.SHARED)).orElseThrow()) {
      assertThat(two).isNotNull();
      one.close();
      assertThat(other.tryHold(FakeDevices.of(0), claim(Sharing.ALONE))).isEmpty();
      assertThatThrownBy(() -> DeviceProcess.start(folder, Sharing.ALONE))
          .hasMessage("the process does not get the device");
    }
    other.tryHold(FakeDevices.of(0), claim(Sharing.ALONE)).orElseThrow().close();
  }

  @Test
  void theProcessorIsEveryones() throws IOException {
    DeviceGuard guard = new DeviceGuard(folder.resolve("locks"));
    try (MachineLocks.Held one = guard.tryHold(ComputeDevice.CPU, claim()).orElseThrow();
        MachineLocks.Held two = guard.tryHold(ComputeDevice.CPU, claim()).orElseThrow()) {
      assertThat(one).isNotNull();
      assertThat(two).isNotNull();
    }
    assertThat(folder.resolve("locks")).doesNotExist();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    DeviceGuard guard = new DeviceGuard(file.resolve("locks"));
    assertThatThrownBy(() -> guard.tryHold(FakeDevices.of(0), claim()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the lock of a device can't be taken: ")
        .hasMessageContaining(file.toString())
        .hasMessageEndingWith(
            "; -Dupstack.devices=DIRECTORY names another place for it, the same for all processes");
  }

  private static DeviceClaim claim() {
    return claim(Sharing.ALONE);
  }

  private static DeviceClaim claim(Sharing sharing) {
    return new DeviceClaim(List.of(FakeDevices.of(0)), sharing, "makes /out");
  }
}
