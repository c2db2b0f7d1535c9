package io.upstack.buckets;

/** Decides what befalls each request. */
@FunctionalInterface
public interface FaultPlan {
  /** Called once for each request, in the order of their arrival. */
  Disturbance next(RecordedRequest request);

  static FaultPlan none() {
    return request -> Disturbance.NONE;
  }
}
