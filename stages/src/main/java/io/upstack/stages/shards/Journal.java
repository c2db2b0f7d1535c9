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
 * The measurements of the workers, stored as one text object per shard under {@code journal/}, so
 * that the report of a run that was interrupted still has all its timings.
 */
public final class Journal {
  private static final Logger logger = LoggerFactory.getLogger(Journal.class);
  private static final String DIRECTORY = "journal/";

  private Journal() {}

  /**
   * Returns the entry of a shard that will be taken through stages, the first of which is given.
   */
  static Entry entry(ObjectStore store, ShardLayout first, Shard shard) {
    return new Entry(
        store,
        String.format(Locale.ROOT, "%s%05d.textproto", directory(first), shard.getIndex()),
        shard.getIndex());
  }

  /**
   * The cost of each stage for one shard. A stage is added as soon as it is done, so that its
   * timings are not lost if the process dies in a later stage.
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

    /**
     * Adds a stage, or replaces it. A failure is only logged, because timings are not worth losing
     * a shard.
     */
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

  /** Returns the sums over all shards for each stage, by the stage's name. */
  public static Map<String, StageWork> totals(ObjectStore store, ShardLayout first)
      throws IOException {
    return totals(read(store, first).entries());
  }

  /** Returns the sums over the given entries for each stage, by the stage's name. */
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
   * @param unreadable the names of the entries that are damaged
   */
  public record Contents(List<WorkRecord> entries, List<String> unreadable) {
    public Contents {
      entries = List.copyOf(entries);
      unreadable = List.copyOf(unreadable);
    }
  }

  /** Reads the entries that exist. */
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

  /** Returns a text that is another one once an entry was added, changed, damaged or removed. */
  public static String state(ObjectStore store, ShardLayout first) throws IOException {
    StringBuilder state = new StringBuilder();
    for (StoredObject object : store.list(directory(first))) {
      state.append(object.name() + " " + object.size() + " " + object.crc32c() + "\n");
    }
    return state.append(names(store, directory(first))).toString();
  }

  /**
   * Returns the names of all files in the directory, including damaged ones, which a store does not
   * list.
   */
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
