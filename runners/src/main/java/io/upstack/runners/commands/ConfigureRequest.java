package io.upstack.runners.commands;

import java.util.List;
import java.util.Optional;

/**
 * What a configuration is to be written from. At least one of the flags, the script and the
 * checkpoints is there.
 *
 * @param flags texts with flags of guided-diffusion's scripts
 * @param script a shell script that calls these scripts
 * @param output the file to write; standard output without it
 */
public record ConfigureRequest(
    List<String> flags,
    Optional<String> script,
    Optional<String> model,
    Optional<String> classifier,
    Optional<String> upsampler,
    Optional<String> extractor,
    Optional<String> reference,
    Optional<String> output) {
  public ConfigureRequest {
    flags = List.copyOf(flags);
  }
}
