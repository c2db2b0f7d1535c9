package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PictureThreadsTest {
  private static final List<Picture> PICTURES =
      IntStream.range(0, 4 * PictureThreads.THREADS)
          .mapToObj(index -> new Picture("%03d.png".formatted(index), InputFile.of("none")))
          .toList();

  /** Each thread waits until as many pictures are being read. */
  @Test
  void lookAtManyAtATimeAndKeepTheirOrder() throws IOException {
    CyclicBarrier together = new CyclicBarrier(PictureThreads.THREADS);
    assertThat(
            PictureThreads.look(
                PICTURES,
                picture -> {
                  await(together);
                  return picture.name();
                }))
        .isEqualTo(PICTURES.stream().map(Picture::name).toList());
  }

  private static void await(CyclicBarrier together) throws IOException {
    try {
      together.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  @Test
  void tellOfTheFirstThatCantBeLookedAt() {
    assertThatThrownBy(
            () ->
                PictureThreads.look(
                    PICTURES,
                    picture -> {
                      if (picture.name().compareTo("005") > 0) {
                        throw new IOException(picture.name() + " is broken");
                      }
                      return picture.name();
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("005.png is broken");
  }
}
