package io.upstack.pipelines;

import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.pipelines.transforms.WriteReport;
import io.upstack.proto.RunOrder;
import io.upstack.proto.Shard;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;

/**
 * A whole run, from class labels to the report.
 *
 * <pre>
 * labels -> base -> upsample -> features ─┐
 *                  reference -> features ─┴─ ║ -> statistics -> ║ -> metrics -> ║ -> report
 * </pre>
 *
 * <p>Small messages flow through it. Samples, features and results are objects in the store.
 */
public final class RunPipeline {
  private RunPipeline() {}

  /**
   * Adds a run to a pipeline.
   *
   * @param samples the shards of samples that are to be made
   * @param reference the shards of the reference whose features are to be made
   * @return the location of the run with its report
   */
  public static PCollection<String> assemble(
      Pipeline pipeline,
      List<Shard> samples,
      List<Shard> reference,
      RunOrder order,
      JobTerms terms) {
    EvaluationPipeline evaluation = new EvaluationPipeline(pipeline, terms);
    if (!samples.isEmpty()) {
      evaluation.ofSamples(
          SamplingPipeline.assemble(pipeline, samples, order.getWork(), terms), order.getWork());
    }
    return evaluation
        .ofImages("reference", reference, order.getReference())
        .measure(order.getWork())
        .apply("report", WriteReport.of(order, terms));
  }
}
