package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosedTogetherTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void allAreClosedTheLastFirstWhateverTheOthersThrow() {
    ClosedTogether resources = new ClosedTogether();
    resources.add(resource("store", new IOException("the store")));
    resources.add(resource("model", new Exception("the model")));
    resources.add(resource("lock", new OutOfMemoryError("the lock")));
    assertThatThrownBy(resources::close)
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("the lock")
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("the model", "the store"));
    assertThat(closed).containsExactly("lock", "model", "store");
  }

  @Test
  void whatIsReleasedIsClosedLater() throws IOException {
    ClosedTogether released;
    try (ClosedTogether resources = new ClosedTogether()) {
      resources.add(() -> closed.add("first"));
      resources.add(() -> closed.add("second"));
      released = resources.release();
    }
    assertThat(closed).isEmpty();
    released.close();
    released.close();
    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void aCheckedExceptionIsTheCause() {
    ClosedTogether resources = new ClosedTogether();
    resources.add(resource("model", new Exception("the model")));
    assertThatThrownBy(resources::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a resource could not be released")
        .hasRootCauseMessage("the model");
  }

  private AutoCloseable resource(String name, Throwable thrown) {
    return () -> {
      closed.add(name);
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    };
  }
}
