package io.upstack.pipelines.transforms;

import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import java.io.IOException;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Takes shards through one stage of a work order. It skips what exists, loads models once per
 * process, counts the work, and names what fails. A shard that was given up before passes through
 * unchanged.
 *
 * <pre>{@code
 * pipeline
 *     .apply("labels", Read.from(ShardSource.of(shards)))
 *     .apply("base", StageOfShards.of(WorkStage.BASE, order, terms))
 *     .apply("upsample", StageOfShards.of(WorkStage.UPSAMPLE, order, terms));
 * }</pre>
 */
public final class StageOfShards
    extends PTransform<PCollection<ShardResult>, PCollection<ShardResult>> {
  private static final long serialVersionUID = 1L;

  private final WorkStage stage;
  private final WorkOrder order;
  private final JobTerms terms;

  private StageOfShards(WorkStage stage, WorkOrder order, JobTerms terms) {
    this.stage = stage;
    this.order = order;
    this.terms = terms;
  }

  /**
   * Returns the transform of a stage.
   *
   * @param order an order that has the stage; transforms with equal orders share the models of all
   *     its stages
   */
  public static StageOfShards of(WorkStage stage, WorkOrder order, JobTerms terms) {
    return new StageOfShards(stage, order, terms);
  }

  @Override
  public PCollection<ShardResult> expand(PCollection<ShardResult> shards) {
    return shards
        .apply("make", ParDo.of(new Make(stage, order, terms)))
        .setCoder(ProtoCoder.of(ShardResult.class));
  }

  /** Makes one shard after another. */
  static final class Make extends DoFn<ShardResult, ShardResult> {
    private static final long serialVersionUID = 1L;

    private final WorkStage stage;
    private final WorkOrder order;
    private final JobTerms terms;
    private transient StageWork work;

    Make(WorkStage stage, WorkOrder order, JobTerms terms) {
      this.stage = stage;
      this.order = order;
      this.terms = terms;
    }

    @Setup
    public void setup() throws IOException {
      work = new StageWork(order, terms.meters());
      // A worker pauses once before all its stages, and not once for each.
      if (order.getStagesList().indexOf(stage) <= 0) {
        work.pauseAfterFailures();
      }
    }

    @ProcessElement
    public void process(@Element ShardResult before, OutputReceiver<ShardResult> output)
        throws IOException {
      if (before.hasFailure()) {
        output.output(before);
        return;
      }
      work.begin();
      work.make(before.getShard(), stage)
          .ifPresent(made -> output.output(before.toBuilder().mergeFrom(made).build()));
      work.done();
    }

    @FinishBundle
    public void finishBundle() {
      work.finish();
    }

    @Teardown
    public void teardown() throws IOException {
      if (work != null) {
        work.close();
      }
    }
  }
}
