package io.upstack.stages.shards;

import com.google.common.base.Splitter;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  /** The entry of a shard that is to be taken through stages, of which this is the first. */
  static Entry entry(ObjectStore store, ShardLayout first, Shard shard) {
    return new Entry(
        store,
        String.format(Locale.ROOT, "%s%05d.textproto", directory(first), shard.getIndex()),
        shard.getIndex());
  }

  /**
   * What stages took of one shard. Each is added when it is done, so that a process that dies in a
   * later stage takes nothing of it along.
   */
  static final class Entry {
    private final ObjectStore store;
    private final String name;
    private final int shard;
    private final Map<String, StageWork> stages = new LinkedHashMap<>();
    private boolean isRead;

    private Entry(ObjectStore store, String name, int shard) {
      this.store = store;
      this.name = name;
      this.shard = shard;
    }

    /** Adds a stage, or replaces it. Timings are not worth a shard: a failure is logged. */
    void add(StageWork work) {
      try {
        if (!isRead) {
          readBefore().forEach(stage -> stages.putIfAbsent(stage.getStage(), stage));
          isRead = true;
        }
        stages.put(work.getStage(), work);
        StoreFormat.writeMessage(
            store,
            name,
            WorkRecord.newBuilder().setShard(shard).addAllStages(stages.values()).build());
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          logger.debug("{}: stopped before timings were recorded", name);
          return;
        }
        logger.warn("{}: timings are not recorded: {}", name, e.getMessage());
      }
    }

    private List<StageWork> readBefore() throws IOException {
      if (store.find(name).isEmpty()) {
        return List.of();
      }
      try {
        return StoreFormat.readMessage(store, name, WorkRecord.newBuilder()).getStagesList();
      } catch (StoreFormat.MalformedObjectException e) {
        logger.warn("{}: what earlier stages took is lost: {}", name, e.getMessage());
        return List.of();
      }
    }
  }

  private static String directory(ShardLayout layout) {
    return DIRECTORY + layout.directory().replace('/', '-').toLowerCase(Locale.ROOT) + "/";
  }

  /** The sums over all shards of each stage, by its name. */
  public static Map<String, StageWork> totals(ObjectStore store, ShardLayout first)
      throws IOException {
    return totals(read(store, first).entries());
  }

  /** The sums over these entries of each stage, by its name. */
  public static Map<String, StageWork> totals(List<WorkRecord> entries) {
    Map<String, StageWork> totals = new LinkedHashMap<>();
    for (WorkRecord entry : entries) {
      entry.getStagesList().forEach(stage -> totals.merge(stage.getStage(), stage, Journal::sum));
    }
    return totals;
  }

  /**
   * The entries of all shards.
   *
   * @param unreadable names of those that are damaged
   */
  public record Contents(List<WorkRecord> entries, List<String> unreadable) {
    public Contents {
      entries = List.copyOf(entries);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** Reads what is there. */
  public static Contents read(ObjectStore store, ShardLayout first) throws IOException {
    List<WorkRecord> entries = new ArrayList<>();
    Set<String> unreadable = names(store, directory(first));
    for (StoredObject object : store.list(directory(first))) {
      try {
        entries.add(StoreFormat.readMessage(store, object.name(), WorkRecord.newBuilder()).build());
        unreadable.remove(object.name());
      } catch (StoreFormat.MalformedObjectException e) {
        unreadable.add(object.name());
      }
    }
    return new Contents(entries, List.copyOf(unreadable));
  }

  /** Also of those that are not what was written, which a store does not list. */
  private static Set<String> names(ObjectStore store, String directory) throws IOException {
    Optional<InputDirectory> entries = InputDirectory.find(store.root());
    for (String part : Splitter.on('/').omitEmptyStrings().split(directory)) {
      entries = entries.isPresent() ? entries.get().directory(part) : entries;
    }
    Set<String> names = new TreeSet<>();
    if (entries.isPresent()) {
      entries.get().files().forEach(entry -> names.add(directory + entry.name()));
    }
    return names;
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
