package io.upstack.stages.images;

import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputDirectory.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The files of a directory that hold images: npz files at its top, or pictures anywhere in it.
 * Other files are skipped, except for pictures in unsupported formats, because a user would miss
 * those.
 *
 * @param archives the npz files, empty if there are pictures
 */
record DirectoryImages(String location, List<Entry> archives, List<Picture> pictures) {
  private static final Pattern OTHER_FORMATS =
      Pattern.compile(".*\\.(webp|gif|bmp|tiff?|avif|heic|jp2|jfif|jpe|ppm|pgm|jxl)");

  /**
   * @throws IOException if there are no files with images, or files of more than one kind
   */
  static DirectoryImages of(InputDirectory directory) throws IOException {
    List<Entry> files = directory.files();
    List<Entry> archives =
        files.stream().filter(entry -> entry.isAtTop() && entry.name().endsWith(".npz")).toList();
    List<Picture> pictures =
        files.stream()
            .filter(entry -> PictureFormat.isNamedLikeOne(entry.name()))
            .map(Picture::of)
            .toList();
    String location = directory.location();
    if (archives.isEmpty()) {
      requireNoOtherFormats(files);
    }
    if (archives.isEmpty() && pictures.isEmpty()) {
      throw new IOException(
          "directory '%s' has no npz files, and no PNG or JPEG pictures, expected one or more"
              .formatted(location));
    }
    if (!archives.isEmpty() && pictures.stream().anyMatch(DirectoryImages::isAtTop)) {
      throw new IOException(
          "directory '%s' has both npz files and pictures, such as %s and %s, expected one kind"
              .formatted(location, archives.get(0).name(), atTop(pictures)));
    }
    return new DirectoryImages(location, archives, archives.isEmpty() ? pictures : List.of());
  }

  private static void requireNoOtherFormats(List<Entry> files) throws InvalidImagesException {
    List<String> others =
        files.stream()
            .filter(entry -> OTHER_FORMATS.matcher(entry.name().toLowerCase(Locale.ROOT)).matches())
            .map(entry -> entry.file().location() + " is neither PNG nor JPEG, nor named like them")
            .toList();
    if (!others.isEmpty()) {
      throw new InvalidImagesException(others);
    }
  }

  private static String atTop(List<Picture> pictures) {
    return pictures.stream().filter(DirectoryImages::isAtTop).findFirst().orElseThrow().name();
  }

  private static boolean isAtTop(Picture picture) {
    return !picture.name().contains("/");
  }
}
