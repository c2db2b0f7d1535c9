package io.upstack.runners.evaluation;

import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoredObject;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;

/** Samples in a bucket, as {@link SampleFiles} has them in directories. */
final class BucketSamples {
  private static final String NPZ = ".npz";
  private static final String SAMPLES = "samples/";

  private BucketSamples() {}

  static boolean isBucket(String location) {
    return GcsLocation.isGcs(location);
  }

  /** Learnt by listing. */
  static List<InputFile> files(String location) throws IOException {
    if (location.endsWith(NPZ)) {
      return List.of(InputFile.of(location));
    }
    try (ObjectStore store = ObjectStores.open(location)) {
      boolean run = store.find(SampleFiles.RECORD).isPresent();
      String directory = run ? SAMPLES : "";
      List<InputFile> files =
          store.list(directory).stream()
              .map(StoredObject::name)
              .filter(name -> name.endsWith(NPZ))
              .filter(name -> name.indexOf('/', directory.length()) < 0)
              .map(name -> InputFile.of(store.root() + "/" + name))
              .toList();
      if (files.isEmpty()) {
        throw new IOException("'%s' has no npz files, expected one or more".formatted(location));
      }
      return files;
    }
  }

  /** Whether an output would come to stand among samples, which are only read. */
  static boolean isWithin(String output, String samples) {
    return isBucket(output)
        && isBucket(samples)
        && !samples.endsWith(NPZ)
        && (withSlash(output).startsWith(withSlash(samples)));
  }

  private static String withSlash(String location) {
    return location.endsWith("/") ? location : location + "/";
  }
}
