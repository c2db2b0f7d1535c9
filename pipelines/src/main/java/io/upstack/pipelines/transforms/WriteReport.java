package io.upstack.pipelines.transforms;

import io.upstack.proto.RunOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.run.RunPlan;
import io.upstack.stages.run.RunReport;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Writes the report of a run, once its metrics are complete, and passes on its location. */
public final class WriteReport extends PTransform<PCollection<String>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  /** The name under which the report is counted. */
  public static final String STAGE = "report";

  private final RunOrder order;
  private final JobTerms terms;

  private WriteReport(RunOrder order, JobTerms terms) {
    this.order = order;
    this.terms = terms;
  }

  public static WriteReport of(RunOrder order, JobTerms terms) {
    return new WriteReport(order, terms);
  }

  @Override
  public PCollection<String> expand(PCollection<String> complete) {
    return complete
        .apply("write", ParDo.of(new Write(order, terms)))
        .setCoder(StringUtf8Coder.of());
  }

  private static final class Write extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final RunOrder order;
    private final JobTerms terms;

    private Write(RunOrder order, JobTerms terms) {
      this.order = order;
      this.terms = terms;
    }

    @ProcessElement
    public void process(OutputReceiver<String> output) throws IOException {
      WorkOrder work = order.getWork();
      new RetriedStep("the report", work, terms)
          .run(() -> new RunReport(new RunPlan(order)).write());
      forgetAttempts();
      StageAccount account = new StageAccount(STAGE, 1, Optional.empty());
      terms.meters().forEach(each -> each.shardDone(List.of(account)));
      ProgressHub.listener().samplesDone(STAGE, 1);
      output.output(work.getOutput());
    }

    /** Removes the marks of this job, because nobody may be there to do so after its end. */
    private void forgetAttempts() throws IOException {
      if (!order.getWork().hasAttempts()) {
        return;
      }
      new RetriedStep("the marks of attempts", order.getWork(), terms)
          .run(
              () -> {
                for (WorkOrder part : List.of(order.getWork(), order.getReference())) {
                  try (ObjectStore store = ObjectStores.open(part.getOutput())) {
                    ShardAttempts.forget(store, part.getAttempts());
                  }
                }
              });
    }
  }
}
