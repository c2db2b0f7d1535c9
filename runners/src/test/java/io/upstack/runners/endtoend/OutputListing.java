package io.upstack.runners.endtoend;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Lists the files of an output that users see, by their names in it. */
record OutputListing(ImmutableSortedMap<String, Entry> entries) {

  /**
   * @param sha256 of the content
   * @param identity of the file: another one if it was written again
   */
  record Entry(String sha256, String identity) {}

  static OutputListing of(Path output) throws IOException {
    ImmutableSortedMap.Builder<String, Entry> entries = ImmutableSortedMap.naturalOrder();
    for (Path file : visibleFiles(output)) {
      entries.put(output.relativize(file).toString(), entry(file));
    }
    return new OutputListing(entries.build());
  }

  /** Returns the names and contents. */
  ImmutableSortedMap<String, String> contents() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(entries, Entry::sha256));
  }

  /** Returns the names and contents that every run of a record shares: all but measured times. */
  ImmutableSortedMap<String, String> repeatable() {
    return withoutTimes().contents();
  }

  OutputListing withoutTimes() {
    return without("journal/").without("report/");
  }

  OutputListing under(String prefix) {
    return filter(name -> name.startsWith(prefix));
  }

  OutputListing without(String prefix) {
    return filter(name -> !name.startsWith(prefix));
  }

  private OutputListing filter(Predicate<String> wanted) {
    return new OutputListing(ImmutableSortedMap.copyOf(Maps.filterKeys(entries, wanted::test)));
  }

  private static List<Path> visibleFiles(Path output) throws IOException {
    Path hidden = output.resolve(".upstack");
    try (Stream<Path> tree = Files.walk(output)) {
      return tree.filter(file -> !file.startsWith(hidden)).filter(Files::isRegularFile).toList();
    }
  }

  private static Entry entry(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Entry(
        Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString(),
        attributes.fileKey() + " of " + attributes.lastModifiedTime());
  }
}
