package io.upstack.stages.merge;

import io.upstack.proto.Shard;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ShardName;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The objects that were found where the shards of a stage are expected. */
final class ShardFindings {
  private static final int MOST_NAMED = 3;

  private final String root;
  private final int expected;
  private final List<FinishedShard> whole = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private final List<String> unfitting = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final RunOrigin origin;
  private long samples;

  private ShardFindings(String root, int expected, RunOrigin origin) {
    this.origin = origin;
    this.root = root;
    this.expected = expected;
  }

  /** Lists the store once, and once more if valid objects are missing. */
  static ShardFindings of(
      List<Shard> shards,
      ShardLayout layout,
      ObjectStore store,
      InputDirectory directory,
      RunOrigin origin)
      throws IOException {
    Map<Integer, StoredObject> objects =
        ShardName.shards(layout.directory(), store.list(layout.directory() + "/"));
    boolean complete = shards.stream().allMatch(shard -> objects.containsKey(shard.getIndex()));
    Set<String> present = complete ? Set.of() : names(layout.directory(), directory);
    ShardFindings found = new ShardFindings(store.root(), shards.size(), origin);
    for (Shard shard : shards) {
      found.add(shard, layout, Optional.ofNullable(objects.get(shard.getIndex())), present);
    }
    return found;
  }

  private void add(
      Shard shard, ShardLayout layout, Optional<StoredObject> object, Set<String> present) {
    String name = layout.objectName(shard);
    if (object.isEmpty()) {
      (present.contains(name) ? damaged : missing).add(name);
    } else if (origin.isForeign(object.get())) {
      foreign.add(name);
    } else if (!layout.isComplete(object.get(), shard)) {
      unfitting.add(
          "%s of %d bytes, expected %d for %d samples"
              .formatted(
                  name,
                  object.get().size(),
                  layout.objectSize(shard.getSamples()),
                  shard.getSamples()));
    } else {
      whole.add(new FinishedShard(shard, object.get()));
      samples += shard.getSamples();
    }
  }

  /** Returns all shards in order, if all exist and are complete. */
  Optional<List<FinishedShard>> finished() {
    return whole.size() == expected ? Optional.of(List.copyOf(whole)) : Optional.empty();
  }

  void addProblems(String field, Problems problems) {
    add(missing, "missing", "a run that is finished was expected" + fewer(), field, problems);
    add(damaged, "damaged", "what is there is not what was written", field, problems);
    add(
        foreign,
        "of another run than %s records".formatted(RunOrigin.RECORD),
        "remove what is there",
        field,
        problems);
    add(unfitting, "of another size", "the run may have grown since", field, problems);
  }

  /** Returns whether there are shards and all of them come before the first missing one. */
  private boolean isBeginning() {
    return !whole.isEmpty()
        && whole.size() + missing.size() == expected
        && whole.get(whole.size() - 1).shard().getIndex() == whole.size() - 1;
  }

  /**
   * Returns advice for a mistyped number of samples: the record then asks for more shards than were
   * wanted, and all that are missing come at the end.
   */
  private String fewer() {
    return isBeginning()
        ? ("; if only the %d samples that are there were wanted, the command that began the run"
                + " records that with --num-samples=%d")
            .formatted(samples, samples)
        : "";
  }

  private void add(
      List<String> names, String state, String reason, String field, Problems problems) {
    if (names.isEmpty()) {
      return;
    }
    String more =
        names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "";
    problems.add(
        field,
        "%d of %d shards in '%s' %s %s (%s%s): %s; the command that began the run makes them"
            .formatted(
                names.size(),
                expected,
                root,
                names.size() == 1 ? "is" : "are",
                state,
                names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                more,
                reason));
  }

  private static Set<String> names(String directory, InputDirectory run) throws IOException {
    Optional<InputDirectory> shards = run.directory(directory);
    if (shards.isEmpty()) {
      return Set.of();
    }
    return shards.get().files().stream()
        .map(entry -> directory + "/" + entry.name())
        .collect(Collectors.toSet());
  }
}
