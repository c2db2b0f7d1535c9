package io.upstack.stages.images;

import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the images that a user named by a location, which is one of
 *
 * <ul>
 *   <li>an npz in the layout of guided-diffusion: arr_0 uint8 [N, H, W, 3], arr_1 labels or none;
 *   <li>a directory of such files, which are joined in the order of their names;
 *   <li>a directory of PNG or JPEG pictures, which can be in subdirectories; they are sorted by
 *       relative path, and if all are in subdirectories, these are their labels, in sorted order;
 *   <li>the output of a run, which means its samples.
 * </ul>
 */
public final class ImageSets {
  /** A file in the output of a run. */
  private static final String RECORD = "run.textproto";

  private static final String SAMPLES = "samples";

  private ImageSets() {}

  /**
   * Opens the images in their current state, {@link ImageSet#pinned}. It checks every file that
   * will be read. It reads the header, or the whole file if pictures that do not decode should be
   * left out.
   *
   * @throws InvalidImagesException naming the files that can't be used, or what was found instead
   * @throws io.upstack.stages.store.InvalidLocationException if it is not a path
   */
  public static ImageSet open(String location, UndecodableImages undecodable)
      throws InvalidImagesException {
    try {
      Optional<InputDirectory> directory = directory(location);
      ImageSet images =
          directory.isPresent()
              ? inspected(DirectoryImages.of(directory.get()), undecodable)
              : NpzImages.inspect(InputFile.of(location));
      if (images.images() == 0) {
        throw new IOException("%s has no images, expected one or more".formatted(location));
      }
      return images.pinned();
    } catch (InvalidImagesException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidImagesException(List.of(e.getMessage()));
    }
  }

  /**
   * Opens the images of a location again after {@link #open}, possibly on another machine. It does
   * not check pictures again.
   *
   * @param leftOut the names that {@link ImageSet#leftOut} returned
   */
  public static ImageSet reopen(String location, ImageSize size, List<String> leftOut)
      throws IOException {
    Optional<InputDirectory> directory = directory(location);
    if (directory.isEmpty()) {
      return NpzImages.inspect(InputFile.of(location));
    }
    DirectoryImages found = DirectoryImages.of(directory.get());
    if (found.pictures().isEmpty()) {
      return inspected(found, UndecodableImages.REFUSED);
    }
    Set<String> without = Set.copyOf(leftOut);
    List<Picture> pictures =
        found.pictures().stream().filter(picture -> !without.contains(picture.name())).toList();
    return new PictureDirectory(directory.get().location(), pictures, size, leftOut);
  }

  /**
   * Returns the directory of the files, if a directory was named.
   *
   * @throws IOException if that can't be determined, for example because a permission is missing
   */
  public static Optional<InputDirectory> directory(String location) throws IOException {
    Optional<InputDirectory> named = InputDirectory.find(location);
    if (named.isPresent() && named.get().has(RECORD)) {
      Optional<InputDirectory> samples = named.get().directory(SAMPLES);
      return samples.isPresent() ? samples : named;
    }
    return named;
  }

  private static ImageSet inspected(DirectoryImages found, UndecodableImages undecodable)
      throws IOException {
    if (!found.pictures().isEmpty()) {
      return new PictureCheck(found.location(), undecodable).of(found.pictures());
    }
    IdleReaders idle = new IdleReaders();
    Map<String, NpzImages> parts = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (InputDirectory.Entry archive : found.archives()) {
      try {
        NpzImages part = NpzImages.inspect(archive.file(), idle);
        parts.put(archive.name(), part);
        requireSize(parts.values().iterator().next(), part).ifPresent(problems::add);
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidImagesException(problems);
    }
    NpzImages.requireNumber(
        found.location(), parts.values().stream().mapToLong(ImageSet::images).sum());
    return new JoinedImages(found.location(), parts);
  }

  private static Optional<String> requireSize(ImageSet first, ImageSet part) {
    if (part.size().equals(first.size())) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has images of %s pixels, expected %s as in %s"
            .formatted(part.location(), part.size(), first.size(), first.location()));
  }
}
