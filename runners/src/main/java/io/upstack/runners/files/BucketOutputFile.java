package io.upstack.runners.files;

import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object in a bucket, which is first made as a file on this machine. */
record BucketOutputFile(String field, String location, ExistingFile existing)
    implements OutputFile {
  private static final String SCHEME = "gs://";

  @Override
  public void check(Problems problems) {
    if (name().isEmpty()) {
      problems.add(
          field, "'%s' names no object; the name of a new file was expected".formatted(location));
      return;
    }
    try (ObjectStore store = ObjectStores.open(directory())) {
      if (existing != ExistingFile.REPLACED && store.find(name()).isPresent()) {
        problems.add(field, standing());
      }
      ObjectStores.checkWritable(store);
    } catch (IOException | IllegalArgumentException e) {
      problems.add(field, e.getMessage());
    }
  }

  @Override
  public void write(Content content) throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create();
        ObjectStore store = ObjectStores.open(directory())) {
      Path file = scratch.path().resolve("output");
      content.writeTo(file);
      if (existing == ExistingFile.REPLACED) {
        store.replace(name(), output -> Files.copy(file, output));
      } else if (store.find(name()).isPresent()) {
        throw new IOException(standing());
      } else {
        store.create(name(), output -> Files.copy(file, output));
      }
    }
  }

  private String standing() {
    return "'%s' exists and is not overwritten: %s".formatted(location, existing.advice());
  }

  private String directory() {
    int slash = location.lastIndexOf('/');
    return slash < SCHEME.length() ? location : location.substring(0, slash);
  }

  private String name() {
    int slash = location.lastIndexOf('/');
    return slash < SCHEME.length() ? "" : location.substring(slash + 1);
  }
}
