package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailureReasonTest {
  @Test
  void saysInWordsWhatExceptionsLeaveToTheirNames() {
    assertThat(FailureReason.of(new AccessDeniedException("/a")))
        .isEqualTo("/a: permission denied");
    assertThat(FailureReason.of(new FileAlreadyExistsException("/a")))
        .isEqualTo("/a exists and is not a directory");
    assertThat(FailureReason.of(new NoSuchFileException("/a")))
        .isEqualTo("/a: NoSuchFileException");
    assertThat(FailureReason.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FailureReason.of(new ClosedByInterruptException()))
        .isEqualTo("ClosedByInterruptException");
  }
}
