package io.upstack.runners.remote;

import io.upstack.runners.jobs.ClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.util.construction.resources.PipelineResources;

/**
 * Where a job finds its classes: jars that travel with it, and jars that the workers have.
 *
 * <p>Upstack's own travel with each job, so that they are those of the client. The rest, some 100
 * MB, can be in a folder of every worker, which the cluster's setting {@link WorkerLibrary#SETTING}
 * names.
 *
 * @param travelling as URIs of this machine
 * @param installed as URIs of the workers
 */
record JobClasses(List<String> travelling, List<String> installed) {
  private static final String OWN = "upstack";

  JobClasses {
    travelling = List.copyOf(travelling);
    installed = List.copyOf(installed);
  }

  /**
   * Of this process's class path.
   *
   * @param library value of the cluster's setting, if it has one
   * @param scratch for jars of what is in none
   */
  static JobClasses of(Optional<String> library, Path scratch) {
    List<String> travelling = new ArrayList<>();
    List<String> installed = new ArrayList<>();
    for (Path entry : ClassPath.ofThisProcess().ofJob().entries()) {
      boolean own = Files.isDirectory(entry) || entry.getFileName().toString().startsWith(OWN);
      if (own || library.isEmpty()) {
        travelling.add(entry.toString());
      } else if (library.get().equals(WorkerLibrary.SAME_MACHINE)) {
        installed.add(entry.toUri().toString());
      } else {
        installed.add(Path.of(library.get()).resolve(entry.getFileName()).toUri().toString());
      }
    }
    // Flink takes jars; classes that are in none are put into one.
    List<String> jars =
        PipelineResources.prepareFilesForStaging(travelling, scratch.toString()).stream()
            .map(jar -> Path.of(jar).toUri().toString())
            .toList();
    return new JobClasses(jars, installed);
  }
}
