package io.upstack.stages.store;

import io.upstack.buckets.Disturbance;
import io.upstack.buckets.FaultPlan;
import io.upstack.buckets.RecordedRequest;

/** A {@link Fault} of one client, recognized by its user agent. A step is a request. */
final class StepFaults implements FaultPlan {
  private final Fault fault;
  private final String userAgent;
  private int steps;

  StepFaults(Fault fault, String userAgent) {
    this.fault = fault;
    this.userAgent = userAgent;
  }

  @Override
  public synchronized Disturbance next(RecordedRequest request) {
    if (!request.userAgent().startsWith(userAgent)) {
      return Disturbance.NONE;
    }
    steps++;
    if (fault.prevents(steps)) {
      return Disturbance.UNAVAILABLE;
    }
    return fault.follows(steps) ? Disturbance.UNAVAILABLE_AFTERWARDS : Disturbance.NONE;
  }

  synchronized boolean reached() {
    return steps >= fault.step();
  }
}
