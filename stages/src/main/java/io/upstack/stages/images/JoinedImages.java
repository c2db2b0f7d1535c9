package io.upstack.stages.images;

import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of the npz files of a directory, one file after another, sorted by name.
 *
 * @param parts by name; at least one, all with images of one size
 */
record JoinedImages(String location, Map<String, NpzImages> parts) implements ImageSet {
  @Override
  public long images() {
    return parts.values().stream().mapToLong(ImageSet::images).sum();
  }

  @Override
  public ImageSize size() {
    return parts.values().iterator().next().size();
  }

  /** If those of every file have them. */
  @Override
  public Optional<int[]> labels() {
    IntStream.Builder all = IntStream.builder();
    for (NpzImages part : parts.values()) {
      Optional<int[]> labels = part.labels();
      if (labels.isEmpty()) {
        return Optional.empty();
      }
      IntStream.of(labels.get()).forEach(all);
    }
    return Optional.of(all.build().toArray());
  }

  @Override
  public List<String> remarks() {
    return parts.values().stream().flatMap(part -> part.remarks().stream()).toList();
  }

  @Override
  public String sha256() throws IOException {
    Map<String, InputFile> files = new LinkedHashMap<>();
    parts.forEach((name, part) -> files.put(name, part.file()));
    return SetFingerprint.of(files);
  }

  @Override
  public ImageSet pinned() throws IOException {
    Map<String, NpzImages> pinned = new LinkedHashMap<>();
    for (Map.Entry<String, NpzImages> part : parts.entrySet()) {
      pinned.put(part.getKey(), part.getValue().pinned());
    }
    return new JoinedImages(location, pinned);
  }

  @Override
  public void requireUnchanged(long first, long count) throws IOException {
    long before = 0;
    for (NpzImages part : parts.values()) {
      if (before < first + count && first < before + part.images()) {
        part.requireUnchanged(0, part.images());
      }
      before += part.images();
    }
  }

  @Override
  public ImageReader open(long first) {
    List<ImagePart> opened = parts.values().stream().map(ImagePart::of).toList();
    return new JoinedReader(location, size(), opened, first);
  }

  @Override
  public String describe(long index) {
    long before = 0;
    for (ImageSet part : parts.values()) {
      if (index < before + part.images()) {
        return part.describe(index - before);
      }
      before += part.images();
    }
    throw new IndexOutOfBoundsException("%s has no image %d".formatted(location, index));
  }
}
