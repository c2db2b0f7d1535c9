package io.upstack.stages.plan;

import static java.util.Locale.ROOT;

import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.OutputChangedException;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ShardName;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The output of a run and the record in it. A damaged record, or a missing record where other
 * objects exist, is never treated as one that was not written yet.
 */
public final class RunOutput {
  /** A second copy of the record, which a user can put back by hand. */
  public static final String COPY = "journal/" + RunRecords.OBJECT;

  private static final String REPORT = "report/report.json";
  private static final List<String> DIRECTORIES = List.of("base", "samples", "features");

  private final ObjectStore store;

  public RunOutput(ObjectStore store) {
    this.store = store;
  }

  /**
   * A record as it was read.
   *
   * @param object the object that holds it
   */
  public record Standing(RunRecord record, StoredObject object) {}

  /**
   * Returns the record in the output, or nothing if no run has begun there. A damaged record, and
   * objects without a record, are added to the problems.
   *
   * @param field name of the output in problems
   */
  public Optional<Standing> find(String field, Problems problems) throws IOException {
    Optional<StoredObject> object = store.find(RunRecords.OBJECT);
    if (object.isPresent()) {
      try {
        RunRecord record =
            StoreFormat.readMessage(store, RunRecords.OBJECT, RunRecord.newBuilder()).build();
        return Optional.of(new Standing(record, object.get()));
      } catch (StoreFormat.MalformedObjectException e) {
        problems.add(field, damaged(e.getMessage()));
        return Optional.empty();
      }
    }
    Optional<InputDirectory> directory = InputDirectory.find(store.root());
    if (directory.isPresent() && directory.get().has(RunRecords.OBJECT)) {
      problems.add(field, damaged("its checksum is not the one recorded"));
      return Optional.empty();
    }
    List<StoredObject> shards = shards();
    if (!shards.isEmpty()) {
      problems.add(
          field,
          ("'%s' has no %s, and what generated the %d objects of a run that are there (%s, ...) is"
                  + " not known: put the record back%s, name another output, or remove %s")
              .formatted(
                  store.root(),
                  RunRecords.OBJECT,
                  shards.size(),
                  shards.get(0).name(),
                  whereItCanBeHad(),
                  objects()));
    }
    return Optional.empty();
  }

  private String damaged(String how) throws IOException {
    return "%s in '%s' is damaged (%s): put the record back%s, name another output, or remove it and %s"
        .formatted(RunRecords.OBJECT, store.root(), how, whereItCanBeHad(), objects());
  }

  private static String objects() {
    return "base/, samples/ and features/ there";
  }

  private String whereItCanBeHad() throws IOException {
    if (store.find(COPY).isPresent()) {
      return " (%s is a copy of it)".formatted(COPY);
    }
    return store.find(REPORT).isPresent()
        ? " (%s has what it said, under \"record\")".formatted(REPORT)
        : "";
  }

  /**
   * Returns the objects of all stages of a run. Those of a reference and units of metrics are not
   * among them.
   */
  private List<StoredObject> shards() throws IOException {
    List<StoredObject> shards = new ArrayList<>();
    for (String directory : DIRECTORIES) {
      for (StoredObject object : store.list(directory + "/")) {
        if (ShardName.parse(object.name()).filter(RunOutput::isOfRun).isPresent()) {
          shards.add(object);
        }
      }
    }
    return shards;
  }

  private static boolean isOfRun(ShardName name) {
    return name.directory().matches("base|samples|features/[^/]+/samples");
  }

  /**
   * Adds a problem if the requested run has fewer samples than the record, and there are objects
   * beyond them.
   *
   * @param layouts layouts of the requested stages
   */
  public void checkShrinking(
      RunRecord existing, RunRecord asked, List<ShardLayout> layouts, Problems problems)
      throws IOException {
    long held = existing.getGeneration().getNumSamples();
    long wanted = asked.getGeneration().getNumSamples();
    if (wanted >= held || asked.getShardSize() != existing.getShardSize()) {
      return;
    }
    List<Shard> plan = ShardPlan.of(wanted, asked.getShardSize());
    Shard last = plan.get(plan.size() - 1);
    List<StoredObject> beyond =
        shards().stream().filter(object -> isBeyond(object, last, layouts)).toList();
    if (!beyond.isEmpty()) {
      problems.add(
          RunRecords.NUM_SAMPLES,
          ("the output holds %d; asked for %d, but a run shrinks only where no shard beyond has"
                  + " been made, and there %s: use another output, or evaluate the samples of this"
                  + " one")
              .formatted(held, wanted, named(beyond)));
    }
  }

  private static String named(List<StoredObject> beyond) {
    String first = beyond.get(0).name();
    return beyond.size() == 1
        ? "is " + first
        : "are %d, such as %s".formatted(beyond.size(), first);
  }

  private static boolean isBeyond(StoredObject object, Shard last, List<ShardLayout> layouts) {
    ShardName name = ShardName.parse(object.name()).orElseThrow();
    if (name.index() != last.getIndex()) {
      return name.index() > last.getIndex();
    }
    return layouts.stream()
        .filter(layout -> layout.directory().equals(name.directory()))
        .anyMatch(layout -> object.size() > layout.objectSize(last.getSamples()));
  }

  /**
   * Writes the record to the output if it is not there yet. It only replaces the record that was
   * read, and no other.
   *
   * @param read the result of {@link #find}
   * @return whether the record is there; if not, another command has written its own in the
   *     meantime
   */
  public boolean put(Optional<Standing> read, RunRecord record) throws IOException {
    if (read.isPresent() && read.get().record().equals(record)) {
      return true;
    }
    ObjectContent content = RunRecords.origin(record).mark(StoreFormat.textProto(record));
    boolean isThere = read.isPresent() ? replace(read.get(), content) : create(record, content);
    if (isThere) {
      store.replace(COPY, content);
    }
    return isThere;
  }

  private boolean replace(Standing read, ObjectContent content) throws IOException {
    return store.replace(read.object(), content).isPresent();
  }

  private boolean create(RunRecord record, ObjectContent content) throws IOException {
    store.create(RunRecords.OBJECT, content);
    return StoreFormat.readMessage(store, RunRecords.OBJECT, RunRecord.newBuilder())
        .build()
        .equals(record);
  }

  /**
   * Checks that the results of a run are still recorded as its own. The run may have grown.
   *
   * @throws OutputChangedException if the record is gone or damaged, belongs to another run, or has
   *     fewer samples
   */
  public void checkIsOf(RunRecord record) throws IOException {
    Problems problems = new Problems();
    Optional<Standing> standing = find(RunRecords.OBJECT, problems);
    if (standing.isEmpty()) {
      throw new OutputChangedException(
          ("%s in %s is gone or damaged: the output was removed or changed while the run was at"
                  + " work, and what it has made is not recorded")
              .formatted(RunRecords.OBJECT, store.root()));
    }
    RunRecord now = standing.get().record();
    RunOrigin origin = RunRecords.origin(record);
    long samples = record.getGeneration().getNumSamples();
    if (!RunRecords.origin(now).equals(origin)) {
      throw new OutputChangedException(
          "%s in %s was replaced by another run's while this one was at work"
              .formatted(RunRecords.OBJECT, store.root()));
    }
    if (now.getGeneration().getNumSamples() < samples) {
      throw new OutputChangedException(
          "%s in %s was replaced while the run was at work: it is of %d samples now, and %d were made"
              .formatted(
                  RunRecords.OBJECT, store.root(), now.getGeneration().getNumSamples(), samples));
    }
  }

  /**
   * Adds a problem if the disk of the output has less space than the objects of a run that are
   * missing need. A bucket has no such limit.
   *
   * @param field name of the output in problems
   */
  public void checkSpace(
      String field, RunRecord record, List<ShardLayout> layouts, Problems problems)
      throws IOException {
    OptionalLong free = store.freeBytes();
    if (free.isEmpty()) {
      return;
    }
    List<Shard> shards =
        ShardPlan.of(record.getGeneration().getNumSamples(), record.getShardSize());
    long needed = 0;
    for (ShardLayout layout : layouts) {
      Set<String> existing = store.times(layout.directory() + "/").keySet();
      needed +=
          shards.stream()
              .filter(shard -> !existing.contains(layout.objectName(shard)))
              .mapToLong(shard -> layout.objectSize(shard.getSamples()))
              .sum();
    }
    if (needed > free.getAsLong()) {
      problems.add(
          field,
          String.format(
              ROOT,
              "'%s' has %.1f MB free, and the samples and features that are missing need %.1f MB:"
                  + " free some space, name another place, or set a smaller generation.num_samples",
              store.root(),
              free.getAsLong() / 1e6,
              needed / 1e6));
    }
  }
}
