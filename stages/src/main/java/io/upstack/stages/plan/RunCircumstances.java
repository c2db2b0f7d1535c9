package io.upstack.stages.plan;

import io.upstack.proto.Fingerprint;
import java.util.List;

/**
 * What the samples of a run depend on and its configuration does not say.
 *
 * @param fingerprints of the checkpoints, in the order base, classifier, upsampler
 * @param intraOpThreads threads of one operator as they were settled, at least 1
 * @param precision fp32 or fp16: of the torso of each network
 * @param engine and its version, such as "PyTorch 2.7.1"
 */
public record RunCircumstances(
    List<Fingerprint> fingerprints, int intraOpThreads, String precision, String engine) {
  public RunCircumstances {
    fingerprints = List.copyOf(fingerprints);
  }
}
