package io.upstack.stages.evaluate;

import io.upstack.stages.images.ImageSet;
import java.util.List;
import java.util.Optional;

/** Lists the images that are not measured because they do not decode. */
public final class LeftOutImages {
  private static final int MOST_NAMED = 10;

  private LeftOutImages() {}

  /** Returns a warning that names the images that are left out; empty if there are none. */
  public static Optional<String> warning(ImageSet images) {
    List<String> names = images.leftOut();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String more =
        names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "";
    return Optional.of(
        "%d of %d pictures of %s do not decode and are left out: %s%s"
            .formatted(
                names.size(),
                names.size() + images.images(),
                images.location(),
                String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))),
                more));
  }
}
