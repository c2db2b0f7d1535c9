package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SampleReplayTest {
  /**
   * The case's last steps are close to the end of the process, where DDIM's coefficients come out
   * differently if they are not derived in fp32: its samples would be 2e-5 away.
   */
  @Test
  void roundsCoefficientsAsTheReferenceDoes() throws IOException {
    ReferenceCase reference = ReferenceCase.open(CaseCopy.recorded("sample_ddim_eta_small"));

    assertThat(reference.replay())
        .filteredOn(comparison -> comparison.array().matches("samples.*alone.*"))
        .singleElement()
        .satisfies(comparison -> assertThat(comparison.error()).isBetween(1e-9, 5e-6));
  }
}
