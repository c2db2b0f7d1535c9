package io.upstack.stages.images;

import com.google.common.collect.Lists;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of the npz files of a directory, one file after another, sorted by name. The shards of
 * a run are such files, and each of them is opened at its first image, so the file of an image is
 * found without going through the files before it.
 */
final class JoinedImages implements ImageSet {
  private final String location;
  private final List<String> names;
  private final List<NpzImages> parts;

  /** For each part, the number of images up to its end. */
  private final long[] ends;

  /**
   * @param parts the parts by name; at least one, all with images of one size
   */
  JoinedImages(String location, Map<String, NpzImages> parts) {
    this.location = location;
    this.names = List.copyOf(parts.keySet());
    this.parts = List.copyOf(parts.values());
    this.ends = this.parts.stream().mapToLong(ImageSet::images).toArray();
    Arrays.parallelPrefix(ends, Long::sum);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public long images() {
    return ends[ends.length - 1];
  }

  @Override
  public ImageSize size() {
    return parts.get(0).size();
  }

  /** Returns the labels if the images of every file have them. */
  @Override
  public Optional<int[]> labels() {
    IntStream.Builder all = IntStream.builder();
    for (NpzImages part : parts) {
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
    return parts.stream().flatMap(part -> part.remarks().stream()).toList();
  }

  @Override
  public String sha256() throws IOException {
    Map<String, InputFile> files = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      files.put(names.get(part), parts.get(part).file());
    }
    return SetFingerprint.of(files);
  }

  @Override
  public ImageSet pinned() throws IOException {
    Map<String, NpzImages> pinned = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      pinned.put(names.get(part), parts.get(part).pinned());
    }
    return new JoinedImages(location, pinned);
  }

  @Override
  public void requireUnchanged(long first, long count) throws IOException {
    for (int part = partOf(first); part < parts.size() && begin(part) < first + count; part++) {
      parts.get(part).requireUnchanged(0, parts.get(part).images());
    }
  }

  @Override
  public ImageReader open(long first) {
    int part = partOf(first);
    return new JoinedReader(
        location,
        size(),
        Lists.transform(parts.subList(part, parts.size()), ImagePart::of),
        first - begin(part));
  }

  @Override
  public String describe(long index) {
    int part = partOf(index);
    if (part == parts.size()) {
      throw new IndexOutOfBoundsException("%s has no image %d".formatted(location, index));
    }
    return parts.get(part).describe(index - begin(part));
  }

  /**
   * Returns the index of the part that holds an image. The index after the last image gives the
   * number of parts.
   */
  private int partOf(long image) {
    int found = Arrays.binarySearch(ends, image + 1);
    int part = found < 0 ? -found - 1 : found;
    // Parts without images end where the part before them ends.
    while (part > 0 && part < ends.length && ends[part - 1] == ends[part]) {
      part--;
    }
    return part;
  }

  private long begin(int part) {
    return part == 0 ? 0 : ends[part - 1];
  }
}
