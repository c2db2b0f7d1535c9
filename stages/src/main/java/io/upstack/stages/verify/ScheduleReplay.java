package io.upstack.stages.verify;

import io.upstack.proto.Diffusion;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.models.Denoisers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replays the constants of diffusion processes. The array NAME_i belongs to the i-th process. */
record ScheduleReplay(CaseFolder folder, List<Diffusion> diffusions) implements Replay {
  static ScheduleReplay read(CaseFolder folder, FlagReader flags) {
    List<Diffusion> diffusions =
        flags.sections("cases").stream().map(StageFlags::diffusionAlone).toList();
    flags.refuseOthers();
    return new ScheduleReplay(folder, diffusions);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    Map<String, double[]> computed = new LinkedHashMap<>();
    for (int i = 0; i < diffusions.size(); i++) {
      addConstants(Denoisers.process(diffusions.get(i)), "_" + i, computed);
    }
    List<ArrayComparison> comparisons = new ArrayList<>();
    try (NpzFile file = folder.arrays("io.npz")) {
      for (String name : file.names()) {
        if (!computed.containsKey(name)) {
          throw new MalformedCaseException(
              "%s has an array '%s', expected only %s"
                  .formatted(
                      folder.path().resolve("io.npz"), name, String.join(", ", computed.keySet())));
        }
      }
      for (int i = 0; i < diffusions.size(); i++) {
        require(file, "timestep_map_" + i, "betas_" + i, "alphas_cumprod_" + i);
      }
      for (Map.Entry<String, double[]> constant : computed.entrySet()) {
        if (file.contains(constant.getKey())) {
          comparisons.add(compare(file, constant.getKey(), constant.getValue()));
        }
      }
    }
    return comparisons;
  }

  private static void addConstants(
      DiffusionProcess process, String suffix, Map<String, double[]> constants) {
    double[] timesteps = Arrays.stream(process.timestepMap()).asDoubleStream().toArray();
    constants.put("timestep_map" + suffix, timesteps);
    constants.put("betas" + suffix, process.betas());
    constants.put("alphas_cumprod" + suffix, process.alphasCumprod());
    constants.put("posterior_variance" + suffix, process.posteriorVariance());
    constants.put("posterior_log_variance_clipped" + suffix, process.posteriorLogVarianceClipped());
    constants.put("posterior_mean_coef1" + suffix, process.posteriorMeanCoefficient1());
    constants.put("posterior_mean_coef2" + suffix, process.posteriorMeanCoefficient2());
  }

  private static void require(NpzFile file, String... names) throws IOException {
    for (String name : names) {
      // If the array is missing, this throws an exception that names the existing arrays.
      file.array(name).close();
    }
  }

  private static ArrayComparison compare(NpzFile file, String name, double[] computed)
      throws IOException {
    double tolerance = name.startsWith("timestep_map") ? 0 : Tolerances.SCHEDULE;
    try (ArrayReader array = file.array(name)) {
      return ArrayComparison.relative(name, computed, array.toDoubles(), tolerance);
    }
  }
}
