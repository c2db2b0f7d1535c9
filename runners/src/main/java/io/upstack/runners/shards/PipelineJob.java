package io.upstack.runners.shards;

import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.proto.RunOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.remote.JobGoals;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;

/**
 * A pipeline that is to run somewhere.
 *
 * @param name a name such as run; a job follows another one of the same name and output
 * @param follows the names of other jobs on the same output that do some of the same work
 * @param output the location of the output, by which the job is found
 * @param stores the locations of all stores in which the job's workers count their attempts
 * @param goals the goals of each stage
 */
public record PipelineJob(
    String name,
    List<String> follows,
    String output,
    List<String> stores,
    Assembly assembly,
    JobGoals goals,
    Waiting waiting) {
  public PipelineJob {
    follows = List.copyOf(follows);
    stores = List.copyOf(stores);
  }

  /** Whether a command that detaches from its work still waits for this job. */
  public enum Waiting {
    /** The next steps need the results of this job. */
    ALWAYS,
    IF_ATTACHED
  }

  /** Adds the transforms of the job to a pipeline. */
  @FunctionalInterface
  public interface Assembly {
    void addTo(Pipeline pipeline, Placement placement);
  }

  /**
   * What the place where a pipeline runs does to it.
   *
   * @param orders prepares the orders of workers
   */
  public record Placement(UnaryOperator<WorkOrder> orders, JobTerms terms) {
    /** Returns the order as the workers get it. */
    public WorkOrder place(WorkOrder order) {
      return orders.apply(order);
    }

    /** Returns the order with the orders of its parts as the workers get them. */
    public RunOrder place(RunOrder order) {
      RunOrder.Builder placed = order.toBuilder().setWork(place(order.getWork()));
      if (order.hasReference()) {
        placed.setReference(place(order.getReference()));
      }
      return placed.build();
    }
  }
}
