package io.upstack.stages.store;

import java.nio.file.Path;

/** The location of everything under the root of a {@link DirectoryStore}. */
record DirectoryLayout(Path root) {
  private static final String HIDDEN = ".upstack";

  Path object(String name) {
    return root.resolve(name);
  }

  Path checksums() {
    return root.resolve(HIDDEN).resolve("checksums");
  }

  Path temporaries() {
    return root.resolve(HIDDEN).resolve("tmp");
  }

  Path lock() {
    return root.resolve(HIDDEN).resolve("lock");
  }
}
