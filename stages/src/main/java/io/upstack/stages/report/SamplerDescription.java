package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import com.google.common.base.Splitter;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Sampling;
import java.util.List;

/** Describes in a few words how a stage samples: "DDIM, 25 steps". */
final class SamplerDescription {
  private SamplerDescription() {}

  static String of(Sampling sampling, Diffusion diffusion) {
    String sampler = sampling.getUseDdim() ? "DDIM" : "DDPM";
    String eta =
        sampling.getUseDdim() && sampling.getEta() != 0
            ? " (eta " + Numbers.plain(sampling.getEta()) + ")"
            : "";
    String temperature =
        sampling.hasTemperature() && sampling.getTemperature() != 1
            ? ", temperature " + Numbers.plain(sampling.getTemperature())
            : "";
    return String.format(ROOT, "%s%s, %s%s", sampler, eta, steps(diffusion), temperature);
  }

  /**
   * Describes the steps. timestep_respacing has the same forms as in space_timesteps in respace.py.
   */
  private static String steps(Diffusion diffusion) {
    String respacing = diffusion.getTimestepRespacing();
    if (respacing.isEmpty()) {
      return Numbers.counted(diffusion.getDiffusionSteps(), "step", "steps");
    }
    List<String> sections =
        Splitter.on(',').trimResults().splitToList(respacing.replaceFirst("^ddim", ""));
    if (!sections.stream().allMatch(section -> section.matches("\\d{1,9}"))) {
      return "steps " + respacing;
    }
    long steps = sections.stream().mapToLong(Long::parseLong).sum();
    String total = Numbers.counted(steps, "step", "steps");
    return sections.size() == 1 ? total : total + " (" + respacing + ")";
  }
}
