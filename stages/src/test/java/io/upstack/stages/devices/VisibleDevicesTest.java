package io.upstack.stages.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.upstack.stages.programs.TorchEngine;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisibleDevicesTest {
  @Test
  void theProcessorIsAlwaysThere() {
    assertThat(VisibleDevices.named("cpu")).containsExactly(ComputeDevice.CPU);
  }

  @Test
  void gpusHaveOneIdentityWhateverAProcessCallsThem() {
    assertThat(VisibleDevices.identity(3, Optional.empty())).isEqualTo("gpu-3");
    assertThat(VisibleDevices.identity(0, Optional.of("3"))).isEqualTo("gpu-3");
    assertThat(VisibleDevices.identity(1, Optional.of("5, 2"))).isEqualTo("gpu-2");
    assertThat(VisibleDevices.identity(0, Optional.of("GPU-8932f937-d72c")))
        .isEqualTo("gpu-GPU-8932f937-d72c");
    assertThat(VisibleDevices.identity(0, Optional.of("MIG-GPU-1/0/5")))
        .isEqualTo("gpu-MIG-GPU-1_0_5");
    assertThat(VisibleDevices.identity(1, Optional.of(""))).isEqualTo("gpu-1");
  }

  @Test
  void aMachineWithoutGpusSaysSo() {
    assumeTrue(TorchEngine.gpuCount() == 0, "this machine has a GPU");
    assertThatThrownBy(() -> VisibleDevices.named("cuda"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "cuda: libtorch 2[.]7[.]1 \\(built without CUDA, in /.+\\) sees no CUDA devices");
    assertThatThrownBy(() -> VisibleDevices.named("cuda:2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "cuda:2: libtorch 2[.]7[.]1 \\(built without CUDA, in /.+\\) sees 0 CUDA devices");
  }

  @Test
  void whatIsNoDeviceIsNamed() {
    assertThatThrownBy(() -> VisibleDevices.named("gpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'gpu' is neither cpu, cuda nor cuda:N");
  }
}
