package io.upstack.runners.merge;

import io.upstack.runners.files.ExistingFile;
import io.upstack.runners.files.OutputFile;
import io.upstack.stages.merge.FinishedStage;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.gcs.GcsLocation;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of the npz to write.
 *
 * @param location a path, or a {@code gs://} path
 */
record MergeTarget(String location, OutputFile file) {
  private static final String FIELD = "FILE.npz";
  private static final String SUFFIX = ".npz";

  /** A stand-in for the usual name if that is not known. */
  private static final String SOME_NAME = "samples.npz";

  /**
   * Checks whether the file can be made, and adds what is wrong to the problems.
   *
   * @param stage the stage whose images go into the file, if all of them exist
   * @return the file, if it can be made
   */
  static Optional<MergeTarget> check(
      String given, Optional<FinishedStage> stage, ExistingFile existing, Problems problems) {
    int before = problems.list().size();
    try {
      String location = locate(given, stage.map(FinishedStage::standardName).orElse(SOME_NAME));
      OutputFile file = OutputFile.of(FIELD, location, existing);
      if (location.endsWith(SUFFIX)) {
        stage
            .filter(images -> stands(location, images))
            .ifPresent(images -> problems.add(FIELD, amongShards(location, images)));
        file.check(problems);
      } else {
        problems.add(
            FIELD, "'%s' is not a directory and does not end in %s".formatted(location, SUFFIX));
      }
      return problems.list().size() == before
          ? Optional.of(new MergeTarget(location, file))
          : Optional.empty();
    } catch (InvalidPathException e) {
      problems.add(FIELD, "'%s' is not a path: %s".formatted(given, e.getReason()));
      return Optional.empty();
    }
  }

  boolean isInBucket() {
    return GcsLocation.isGcs(location);
  }

  private static String locate(String given, String usualName) {
    if (GcsLocation.isGcs(given)) {
      boolean isBucket = given.matches("gs://[^/]+");
      return given.endsWith("/") || isBucket ? given.replaceAll("/$", "") + "/" + usualName : given;
    }
    Path path = Path.of(given);
    return Files.isDirectory(path) ? path.resolve(usualName).toString() : given;
  }

  /** Returns whether a location is among the shards, where a file would count as samples. */
  private static boolean stands(String location, FinishedStage stage) {
    String shards = stage.store().root() + "/" + stage.layout().directory();
    if (GcsLocation.isGcs(location) || GcsLocation.isGcs(shards)) {
      return location.startsWith(shards + "/");
    }
    Path directory = Path.of(shards).toAbsolutePath().normalize();
    return Path.of(location).toAbsolutePath().normalize().startsWith(directory);
  }

  private static String amongShards(String location, FinishedStage stage) {
    return "'%s' is among the shards of the run, where it would count as samples: name another directory than %s/%s"
        .formatted(location, stage.store().root(), stage.layout().directory());
  }
}
