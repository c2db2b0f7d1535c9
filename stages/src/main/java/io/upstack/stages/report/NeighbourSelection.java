package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The samples that a report shows next to their nearest reference images: the first of each group,
 * with no more neighbors than fit next to them. The rest are only in report.json.
 *
 * @param strips the samples that the user requested, then the most realistic, then the least
 *     realistic
 */
public record NeighbourSelection(List<SampleNeighbours> strips) {
  static final int MOST_ASKED_FOR = 24;
  static final int MOST_OF_EXTREMES = 8;
  static final int MOST_NEIGHBOURS = 8;

  /** The groups in the order of the page. */
  static final ImmutableList<Selection> GROUPS =
      ImmutableList.of(Selection.ASKED_FOR, Selection.MOST_REALISTIC, Selection.LEAST_REALISTIC);

  public NeighbourSelection {
    strips = ImmutableList.copyOf(strips);
  }

  /**
   * @param entries the entries of a report, in the order in which each group should be shown
   */
  public static NeighbourSelection of(List<SampleNeighbours> entries) {
    return new NeighbourSelection(
        GROUPS.stream()
            .flatMap(
                group ->
                    entries.stream()
                        .filter(entry -> entry.getSelection() == group)
                        .limit(limit(group)))
            .map(NeighbourSelection::nearest)
            .collect(ImmutableList.toImmutableList()));
  }

  List<SampleNeighbours> strips(Selection group) {
    return strips.stream().filter(strip -> strip.getSelection() == group).toList();
  }

  /** Returns the indices of the samples that are shown, without repetition. */
  public SortedSet<Integer> samples() {
    return indices(strips.stream().map(SampleNeighbours::getSample));
  }

  /** Returns the indices of the reference images that are shown, without repetition. */
  public SortedSet<Integer> references() {
    return indices(
        strips.stream()
            .flatMap(strip -> strip.getNeighboursList().stream())
            .map(Neighbour::getImage));
  }

  /**
   * Returns the longest edge, in pixels, that the page has room for. Larger images are scaled down.
   */
  public int thumbnailEdge() {
    return Thumbnails.edgeOf((long) samples().size() + references().size());
  }

  /** Loads each image once, in ascending order: {@link #samples}, then {@link #references}. */
  public NeighbourImages load(ImageSource samples, ImageSource references) throws IOException {
    return new NeighbourImages(load(samples(), samples), load(references(), references));
  }

  private static ImmutableMap<Integer, RgbImage> load(
      SortedSet<Integer> indices, ImageSource source) throws IOException {
    ImmutableMap.Builder<Integer, RgbImage> images = ImmutableMap.builder();
    for (int index : indices) {
      images.put(index, source.image(index));
    }
    return images.buildOrThrow();
  }

  private static int limit(Selection group) {
    return group == Selection.ASKED_FOR ? MOST_ASKED_FOR : MOST_OF_EXTREMES;
  }

  private static SampleNeighbours nearest(SampleNeighbours entry) {
    List<Neighbour> nearest = entry.getNeighboursList().stream().limit(MOST_NEIGHBOURS).toList();
    return entry.toBuilder().clearNeighbours().addAllNeighbours(nearest).build();
  }

  private static SortedSet<Integer> indices(Stream<Long> indices) {
    return indices
        .map(Math::toIntExact)
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }
}
