package io.upstack.stages.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Readers of npz files that wait where they were left. What is deflated can't be entered in the
 * middle: threads that take the pieces of a file in turn would each inflate all that stands before
 * theirs, were there not one that has come near already.
 */
final class IdleReaders {
  /** Of all files of a set, open and with what they inflate into. The eldest goes first. */
  private static final int MOST = 32;

  private final List<Idle> idle = new ArrayList<>();

  private record Idle(ImageSet images, NpzReader reader) {}

  /** The reader that stands nearest before an image, if one waits there. */
  synchronized Optional<NpzReader> take(ImageSet images, long first) {
    Optional<Idle> nearest =
        idle.stream()
            .filter(one -> one.images().equals(images) && one.reader().position() <= first)
            .max(Comparator.comparingLong(one -> one.reader().position()));
    nearest.ifPresent(idle::remove);
    return nearest.map(Idle::reader);
  }

  /** Keeps a reader for the next one, or closes it. */
  void put(ImageSet images, NpzReader reader) throws IOException {
    if (!reader.isWorthKeeping()) {
      reader.close();
      return;
    }
    Optional<Idle> eldest = keep(new Idle(images, reader));
    if (eldest.isPresent()) {
      eldest.get().reader().close();
    }
  }

  private synchronized Optional<Idle> keep(Idle one) {
    idle.add(one);
    return idle.size() > MOST ? Optional.of(idle.remove(0)) : Optional.empty();
  }
}
