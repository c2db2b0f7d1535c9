package io.upstack.stages.plan;

import io.upstack.proto.Fingerprint;
import java.util.List;

/**
 * The circumstances that the samples of a run depend on and that its configuration does not state.
 *
 * @param fingerprints fingerprints of the checkpoints, in the order base, classifier, upsampler
 * @param intraOpThreads number of threads of one operator after it was settled, at least 1
 * @param precision fp32 or fp16, the precision of the torso of each network
 * @param engine name and version of the engine, such as "PyTorch 2.7.1"
 */
public record RunCircumstances(
    List<Fingerprint> fingerprints, int intraOpThreads, String precision, String engine) {
  public RunCircumstances {
    fingerprints = List.copyOf(fingerprints);
  }
}
