package io.upstack.stages.images;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Labels pictures by their directories. The class of a picture is its directory, as in
 * torchvision's ImageFolder.
 */
final class PictureLabels {
  private PictureLabels() {}

  /**
   * Returns the rank of each picture's first directory among all directories, or nothing if a
   * picture is not in one.
   */
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
