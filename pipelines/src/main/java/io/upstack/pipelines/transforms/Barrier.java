package io.upstack.pipelines.transforms;

import io.upstack.proto.ShardResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Waits for all results, of which there is at least one, and then lets one element through: the
 * name of what is complete. If any work was given up, it fails instead, after all other work is
 * done.
 */
public final class Barrier extends PTransform<PCollection<ShardResult>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final JobTerms terms;

  private Barrier(String name, JobTerms terms) {
    this.name = name;
    this.terms = terms;
  }

  /**
   * @param name what is complete behind the barrier
   */
  public static Barrier of(String name, JobTerms terms) {
    return new Barrier(name, terms);
  }

  @Override
  public PCollection<String> expand(PCollection<ShardResult> results) {
    return results
        .apply("failures", ParDo.of(new Failures(name)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("all", GroupByKey.create())
        .apply("open", ParDo.of(new Open(terms.givenUp())))
        .setCoder(StringUtf8Coder.of());
  }

  /** Keeps the failures, and an empty text for each result without one. */
  private static final class Failures extends DoFn<ShardResult, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final String name;

    private Failures(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element ShardResult result, OutputReceiver<KV<String, String>> output) {
      output.output(KV.of(name, result.getFailure()));
    }
  }

  private static final class Open extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;

    private final JobTerms.GivenUp givenUp;

    private Open(JobTerms.GivenUp givenUp) {
      this.givenUp = givenUp;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> results, OutputReceiver<String> output) {
      List<String> failures = new ArrayList<>();
      // The runner allows only one pass over the results.
      results.getValue().forEach(failure -> addFailure(failure, failures));
      if (!failures.isEmpty()) {
        throw givenUp.exception(List.copyOf(failures));
      }
      output.output(results.getKey());
    }

    private static void addFailure(String failure, List<String> failures) {
      if (!failure.isEmpty()) {
        failures.add(failure);
      }
    }
  }
}
