package io.upstack.stages.images;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The class of a picture is the directory that it stands in, as torchvision's ImageFolder has it.
 */
final class PictureLabels {
  private PictureLabels() {}

  /** The rank of each picture's first directory among all; empty if a picture stands in none. */
  static Optional<int[]> of(List<Picture> pictures) {
    if (!pictures.stream().allMatch(picture -> picture.name().contains("/"))) {
      return Optional.empty();
    }
    SortedSet<String> sorted = new TreeSet<>();
    pictures.forEach(picture -> sorted.add(directory(picture)));
    Map<String, Integer> ranks = new HashMap<>();
    sorted.forEach(directory -> ranks.put(directory, ranks.size()));
    return Optional.of(
        pictures.stream().mapToInt(picture -> ranks.get(directory(picture))).toArray());
  }

  private static String directory(Picture picture) {
    return picture.name().substring(0, picture.name().indexOf('/'));
  }
}
