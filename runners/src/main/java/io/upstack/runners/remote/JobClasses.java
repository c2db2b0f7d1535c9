package io.upstack.runners.remote;

import io.upstack.runners.jobs.ClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.util.construction.resources.PipelineResources;

/**
 * The places where a job finds its classes: jars that travel with it, and jars that the workers
 * have.
 *
 * <p>Upstack's own jars travel with each job, so that their version is the client's. The others,
 * about 100 MB, can be in a folder on every worker, which the cluster's setting {@link
 * WorkerLibrary#SETTING} names.
 *
 * @param travelling the jars that travel, as URIs on this machine
 * @param installed the jars that the workers have, as URIs on the workers
 */
record JobClasses(List<String> travelling, List<String> installed) {
  private static final String OWN = "upstack";

  JobClasses {
    travelling = List.copyOf(travelling);
    installed = List.copyOf(installed);
  }

  /**
   * Divides the class path of this process.
   *
   * @param library the value of the cluster's setting, if it has one
   * @param scratch the directory for jars of classes that are not in a jar
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
    // Flink takes only jars, so classes that are not in a jar are packed into one.
    List<String> jars =
        PipelineResources.prepareFilesForStaging(travelling, scratch.toString()).stream()
            .map(jar -> Path.of(jar).toUri().toString())
            .toList();
    return new JobClasses(jars, installed);
  }
}
