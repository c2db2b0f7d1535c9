package io.upstack.stages.configuration;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints, reference batches and Inception weights that the published stacks need, and
 * where their authors published them.
 */
public final class PublishedFiles {
  private static final String OPENAI =
      "https://openaipublic.blob.core.windows.net/diffusion/jul-2021/";

  /** The addresses without {@link #OPENAI}. */
  private static final ImmutableMap<String, String> PATHS =
      Stream.of(
              "64x64_diffusion.pt",
              "64x64_classifier.pt",
              "128x128_diffusion.pt",
              "128x128_classifier.pt",
              "256x256_diffusion.pt",
              "256x256_diffusion_uncond.pt",
              "256x256_classifier.pt",
              "512x512_diffusion.pt",
              "512x512_classifier.pt",
              "64_256_upsampler.pt",
              "128_512_upsampler.pt",
              "lsun_bedroom.pt",
              "lsun_cat.pt",
              "lsun_horse.pt",
              "lsun_horse_nodropout.pt",
              "ref_batches/classify_image_graph_def.pb",
              "ref_batches/imagenet/64/VIRTUAL_imagenet64_labeled.npz",
              "ref_batches/imagenet/128/VIRTUAL_imagenet128_labeled.npz",
              "ref_batches/imagenet/256/VIRTUAL_imagenet256_labeled.npz",
              "ref_batches/imagenet/512/VIRTUAL_imagenet512.npz",
              "ref_batches/lsun/bedroom/VIRTUAL_lsun_bedroom256.npz",
              "ref_batches/lsun/cat/VIRTUAL_lsun_cat256.npz",
              "ref_batches/lsun/horse/VIRTUAL_lsun_horse256.npz")
          .collect(toImmutableMap(PublishedFiles::name, path -> path));

  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "pt_inception-2015-12-05-6726825d.pth",
          "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/"
              + "pt_inception-2015-12-05-6726825d.pth");

  private PublishedFiles() {}

  /** Returns the address of the published file that has the name of the one at this location. */
  public static Optional<String> address(String location) {
    String name = name(location);
    return Optional.ofNullable(PATHS.get(name))
        .map(path -> OPENAI + path)
        .or(() -> Optional.ofNullable(ELSEWHERE.get(name)));
  }

  /** Returns the path of a published file below the folder that OpenAI published. */
  static Optional<String> path(String name) {
    return Optional.ofNullable(PATHS.get(name));
  }

  /** Returns the end of a message about a missing file; empty if nobody published one like it. */
  static String hint(String location) {
    return address(location).map(address -> "; it is published at " + address).orElse("");
  }

  static String name(String location) {
    return location.substring(location.lastIndexOf('/') + 1);
  }
}
