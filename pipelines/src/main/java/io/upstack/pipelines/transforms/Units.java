package io.upstack.pipelines.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.UnitBatch;
import io.upstack.proto.UnitGroup;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.measure.FinishedFeatures;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementRound;
import io.upstack.stages.measure.UnitFamily;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Computes the units of some rounds of a measurement, once for each element, which says that what
 * they need is complete. The missing units are dealt to the slots in turn, the longest first, so
 * that each slot has as many as the others.
 */
public final class Units extends PTransform<PCollection<String>, PCollection<ShardResult>> {
  private static final long serialVersionUID = 1L;

  private final MeasurementRound.Phase phase;
  private final WorkOrder order;
  private final JobTerms terms;

  private Units(MeasurementRound.Phase phase, WorkOrder order, JobTerms terms) {
    this.phase = phase;
    this.order = order;
    this.terms = terms;
  }

  /**
   * @param order an order with a measurement, whose features need not have digests yet
   */
  public static Units of(MeasurementRound.Phase phase, WorkOrder order, JobTerms terms) {
    return new Units(phase, order, terms);
  }

  @Override
  public PCollection<ShardResult> expand(PCollection<String> complete) {
    return complete
        .apply("plan", ParDo.of(new Plan(phase, order, terms)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ProtoCoder.of(UnitBatch.class)))
        .apply("deal", Reshuffle.of())
        .apply("units", ParDo.of(new Make(terms)))
        .setCoder(ProtoCoder.of(ShardResult.class));
  }

  /** Finds the missing units, and deals them to as many batches as there are slots. */
  private static final class Plan extends DoFn<String, KV<Integer, UnitBatch>> {
    private static final long serialVersionUID = 1L;

    private final MeasurementRound.Phase phase;
    private final WorkOrder order;
    private final JobTerms terms;

    private Plan(MeasurementRound.Phase phase, WorkOrder order, JobTerms terms) {
      this.phase = phase;
      this.order = order;
      this.terms = terms;
    }

    @ProcessElement
    public void process(OutputReceiver<KV<Integer, UnitBatch>> output) throws IOException {
      List<UnitBatch> batches = new ArrayList<>();
      new RetriedStep("the plan of the metrics", order, terms)
          .run(
              () -> {
                batches.clear();
                batches.addAll(batches());
              });
      for (int slot = 0; slot < batches.size(); slot++) {
        output.output(KV.of(terms.slotKeys().get(slot), batches.get(slot)));
      }
    }

    /**
     * Returns as many batches as there are slots. Batches without units are passed on too, because
     * the barrier behind the units waits for at least one result.
     */
    private List<UnitBatch> batches() throws IOException {
      List<UnitBatch.Builder> batches = new ArrayList<>();
      for (int i = 0; i < terms.slotKeys().size(); i++) {
        batches.add(UnitBatch.newBuilder());
      }
      WorkOrder measurement = FinishedFeatures.measurement(order);
      int next = 0;
      int existing = 0;
      for (MeasurementRound round : MeasurementPlan.of(measurement).rounds(phase)) {
        List<Shard> pending = pending(round);
        existing += round.units() - pending.size();
        next = deal(pending, round.order(measurement), batches, next);
      }
      count(existing);
      return batches.stream().map(UnitBatch.Builder::build).toList();
    }

    private List<Shard> pending(MeasurementRound round) throws IOException {
      try (ObjectStore store = ObjectStores.open(round.store())) {
        return round.pending(store);
      }
    }

    /** Counts units that earlier measurements have left. */
    private void count(int units) {
      StageAccount account = new StageAccount(UnitFamily.STAGE, 1, Optional.empty());
      for (int unit = 0; unit < units; unit++) {
        terms.meters().forEach(each -> each.shardDone(List.of(account)));
      }
      ProgressHub.listener().samplesDone(UnitFamily.STAGE, units);
    }

    private static int deal(
        List<Shard> units, WorkOrder order, List<UnitBatch.Builder> batches, int first) {
      List<UnitGroup.Builder> groups = new ArrayList<>();
      batches.forEach(batch -> groups.add(UnitGroup.newBuilder().setOrder(order)));
      int next = first;
      for (Shard unit : units) {
        groups.get(next).addUnits(unit);
        next = (next + 1) % groups.size();
      }
      for (int i = 0; i < groups.size(); i++) {
        if (groups.get(i).getUnitsCount() > 0) {
          batches.get(i).addGroups(groups.get(i));
        }
      }
      return next;
    }
  }

  /** Computes the units of batches, one after another. */
  static final class Make extends DoFn<KV<Integer, UnitBatch>, ShardResult> {
    private static final long serialVersionUID = 1L;

    private final JobTerms terms;
    private transient List<StageWork> works;

    Make(JobTerms terms) {
      this.terms = terms;
    }

    @Setup
    public void setup() {
      works = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element KV<Integer, UnitBatch> batch, OutputReceiver<ShardResult> output)
        throws IOException {
      output.output(ShardResult.getDefaultInstance());
      for (UnitGroup group : batch.getValue().getGroupsList()) {
        StageWork work = new StageWork(group.getOrder(), terms.meters());
        works.add(work);
        work.pauseAfterFailures();
        work.begin();
        for (Shard unit : group.getUnitsList()) {
          work.make(unit, unit.getStage()).ifPresent(output::output);
        }
        work.done();
      }
    }

    @FinishBundle
    public void finishBundle() {
      works.forEach(StageWork::finish);
    }

    @Teardown
    public void teardown() throws IOException {
      if (works != null) {
        for (StageWork work : works) {
          work.close();
        }
        works.clear();
      }
    }
  }
}
