package io.upstack.stages.images;

import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of a directory and its subdirectories, sorted by their relative paths as text.
 *
 * @param pictures the pictures, at least one, all of this size
 * @param leftOut the names of the pictures that do not decode
 */
record PictureDirectory(
    String location, List<Picture> pictures, ImageSize size, List<String> leftOut)
    implements ImageSet {
  PictureDirectory {
    pictures = List.copyOf(pictures);
    leftOut = List.copyOf(leftOut);
  }

  @Override
  public long images() {
    return pictures.size();
  }

  @Override
  public Optional<int[]> labels() {
    return PictureLabels.of(pictures);
  }

  @Override
  public String sha256() throws IOException {
    // The fingerprints are remembered, so the files need not be read one after another.
    PictureThreads.look(pictures, picture -> picture.file().sha256());
    Map<String, InputFile> files = new LinkedHashMap<>();
    pictures.forEach(picture -> files.put(picture.name(), picture.file()));
    return SetFingerprint.of(files);
  }

  @Override
  public ImageSet pinned() throws IOException {
    PictureThreads.look(pictures, picture -> picture.file().sha256());
    List<Picture> pinned = new ArrayList<>();
    for (Picture picture : pictures) {
      InputFile file = picture.file();
      pinned.add(new Picture(picture.name(), file.pinned(file.sha256())));
    }
    return new PictureDirectory(location, pinned, size, leftOut);
  }

  @Override
  public void requireUnchanged(long first, long count) throws IOException {
    for (Picture picture :
        pictures.subList(Math.toIntExact(first), Math.toIntExact(first + count))) {
      picture.file().requireUnchanged();
    }
  }

  @Override
  public ImageReader open(long first) {
    return new PictureReader(location, pictures, size, Math.toIntExact(first));
  }

  @Override
  public String describe(long index) {
    return pictures.get(Math.toIntExact(index)).file().location();
  }
}
