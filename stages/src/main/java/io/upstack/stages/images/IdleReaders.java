package io.upstack.stages.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Idle readers of npz files, which stay where they stopped. Reading deflated data can't start in
 * the middle. Without a reader that is already close, threads that take the pieces of a file in
 * turn would each inflate everything before their piece.
 */
final class IdleReaders {
  /**
   * The maximum number of readers of all files of a set, which are open and hold their buffers for
   * inflated data. The oldest is closed first.
   */
  private static final int MOST = 32;

  private final List<Idle> idle = new ArrayList<>();

  private record Idle(ImageSet images, NpzReader reader) {}

  /** Takes the reader that is nearest before an image, if there is one. */
  synchronized Optional<NpzReader> take(ImageSet images, long first) {
    Optional<Idle> nearest =
        idle.stream()
            .filter(one -> one.images().equals(images) && one.reader().position() <= first)
            .max(Comparator.comparingLong(one -> one.reader().position()));
    nearest.ifPresent(idle::remove);
    return nearest.map(Idle::reader);
  }

  /** Keeps a reader for the next user, or closes it. */
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
