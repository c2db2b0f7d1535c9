package io.upstack.stages.shards;

import static java.util.Locale.ROOT;

import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers measured, one text object a shard under {@code journal/}, so that the report of a
 * run that was interrupted still has all its timings.
 */
public final class Journal {
  private static final Logger logger = LoggerFactory.getLogger(Journal.class);
  private static final String DIRECTORY = "journal/";

  private Journal() {}

  /** Adds to the shard's entry. Timings are not worth a shard: a failure is logged. */
  static void add(ObjectStore store, ShardLayout first, WorkRecord record) {
    String name =
        String.format(ROOT, "%s%s/%05d.textproto", DIRECTORY, directory(first), record.getShard());
    try {
      Map<String, StageWork> stages = new LinkedHashMap<>();
      if (store.find(name).isPresent()) {
        WorkRecord.Builder before = StoreFormat.readMessage(store, name, WorkRecord.newBuilder());
        before.getStagesList().forEach(stage -> stages.put(stage.getStage(), stage));
      }
      record.getStagesList().forEach(stage -> stages.put(stage.getStage(), stage));
      WorkRecord merged = record.toBuilder().clearStages().addAllStages(stages.values()).build();
      StoreFormat.writeMessage(store, name, merged);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        logger.debug("{}: stopped before timings were recorded", name);
        return;
      }
      logger.warn("{}: timings are not recorded: {}", name, e.getMessage());
    }
  }

  private static String directory(ShardLayout layout) {
    return layout.directory().replace('/', '-').toLowerCase(Locale.ROOT);
  }

  /** The sums over all shards of each stage, by its name. */
  public static Map<String, StageWork> totals(ObjectStore store, ShardLayout first)
      throws IOException {
    return totals(read(store, first));
  }

  /** The sums over these entries of each stage, by its name. */
  public static Map<String, StageWork> totals(List<WorkRecord> entries) {
    Map<String, StageWork> totals = new LinkedHashMap<>();
    for (WorkRecord entry : entries) {
      entry.getStagesList().forEach(stage -> totals.merge(stage.getStage(), stage, Journal::sum));
    }
    return totals;
  }

  /** The entries of all shards. */
  public static List<WorkRecord> read(ObjectStore store, ShardLayout first) throws IOException {
    List<WorkRecord> entries = new ArrayList<>();
    for (StoredObject object : store.list(DIRECTORY + directory(first) + "/")) {
      entries.add(StoreFormat.readMessage(store, object.name(), WorkRecord.newBuilder()).build());
    }
    return List.copyOf(entries);
  }

  private static StageWork sum(StageWork a, StageWork b) {
    StageWork.Builder sum = a.toBuilder();
    if (b.getOutOfMemoryHalvings() > 0) {
      sum.setOutOfMemoryHalvings(a.getOutOfMemoryHalvings() + b.getOutOfMemoryHalvings());
    }
    return sum.setSamples(a.getSamples() + b.getSamples())
        .setModelSeconds(a.getModelSeconds() + b.getModelSeconds())
        .setWallSeconds(a.getWallSeconds() + b.getWallSeconds())
        .setSteps(a.getSteps() + b.getSteps())
        .clearStepTimes()
        .addAllStepTimes(
            StepTimeRecords.of(StepTimeRecords.stepTimes(a).plus(StepTimeRecords.stepTimes(b))))
        .build();
  }
}
