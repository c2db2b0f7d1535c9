package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {
  private final List<String> released = new ArrayList<>();

  @Test
  void oneThatCannotBeReleasedKeepsNoOtherInMemory() {
    LoadedModels models = models();

    assertThatThrownBy(models::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a model could not be released")
        .hasRootCauseMessage("stuck");
    assertThat(released).containsExactly("last", "first");
    models.close();
    assertThat(released).as("once each").hasSize(2);
  }

  @Test
  void anErrorKeepsNoOtherInMemoryEither() {
    LoadedModels models = new LoadedModels();
    models.add(() -> released.add("first"));
    models.add(
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });

    assertThatThrownBy(models::close)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThat(released).containsExactly("first");
  }

  @Test
  void theFailureThatEndedTheLoadingIsWhatIsKnown() {
    OutOfMemoryError failure = new OutOfMemoryError("Java heap space");

    models().closeAfter(failure);

    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessage("a model could not be released");
    assertThat(released).containsExactly("last", "first");
  }

  private LoadedModels models() {
    LoadedModels models = new LoadedModels();
    models.add(() -> released.add("first"));
    models.add(
        () -> {
          throw new IllegalStateException("stuck");
        });
    models.add(() -> released.add("last"));
    return models;
  }
}
