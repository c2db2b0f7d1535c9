package io.upstack.runners.jobs;

import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.store.gcs.GcsException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.util.UserCodeException;
import org.apache.flink.util.SerializedThrowable;

/** Finds what a user needs to know in what Flink and Beam make of an exception. */
public final class FailureCause {
  private FailureCause() {}

  /**
   * What was thrown first by code that is not an engine's, or the innermost exception if engines
   * alone took part. An {@link InvalidInputException} anywhere among the causes is preferred.
   */
  public static Throwable of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<Throwable> invalidInput =
        chain.stream().filter(InvalidInputException.class::isInstance).findFirst();
    return invalidInput.orElseGet(
        () ->
            chain.stream()
                .filter(link -> !isWrapper(link))
                .findFirst()
                .orElse(chain.get(chain.size() - 1)));
  }

  /**
   * One line: the messages of an exception and of its causes, each once. An exception without a
   * message is named by its class.
   */
  public static String describe(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable link : chain(failure)) {
      String message = describeAlone(link);
      if (messages.stream().noneMatch(earlier -> earlier.contains(message))) {
        messages.add(message);
      }
    }
    return String.join(": ", messages).replaceAll("\\s*\\R\\s*", " ");
  }

  private static String describeAlone(Throwable link) {
    String message = Objects.requireNonNullElse(link.getMessage(), "").strip();
    if (message.isEmpty()) {
      return link.getClass().getSimpleName();
    }
    if (repeatsItsCause(link)) {
      return describeAlone(link.getCause());
    }
    // Such as a NoSuchFileException, whose message is the file alone.
    boolean saysWhat = message.contains(" ");
    return saysWhat ? message : link.getClass().getSimpleName() + ": " + message;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = failure; link != null && !chain.contains(link); link = link.getCause()) {
      link = original(link);
      chain.add(link);
      if (link instanceof GcsException) {
        // It has said what the server replied; the causes repeat that with all of the request.
        return chain;
      }
    }
    return chain;
  }

  /** Exceptions travel within Flink in serialized form. */
  private static Throwable original(Throwable link) {
    if (link instanceof SerializedThrowable serialized) {
      return serialized.deserializeError(FailureCause.class.getClassLoader());
    }
    return link;
  }

  private static boolean isWrapper(Throwable link) {
    if (link.getCause() == null) {
      return false;
    }
    return link instanceof UserCodeException
        || link instanceof PipelineFailedException
        || link instanceof ExecutionException
        || link instanceof CompletionException
        || link instanceof InvocationTargetException
        || link instanceof UndeclaredThrowableException
        || isThrownByAnEngine(link)
        || repeatsItsCause(link);
  }

  private static boolean isThrownByAnEngine(Throwable link) {
    String type = link.getClass().getName();
    if (type.startsWith("org.apache.flink.") || type.startsWith("org.apache.beam.")) {
      return true;
    }
    StackTraceElement[] trace = link.getStackTrace();
    boolean plain = link.getClass() == RuntimeException.class || link.getClass() == Exception.class;
    return plain
        && trace.length > 0
        && (trace[0].getClassName().startsWith("org.apache.flink.")
            || trace[0].getClassName().startsWith("org.apache.beam."));
  }

  /** As {@code new RuntimeException(cause)} does, and {@code new UncheckedIOException(cause)}. */
  private static boolean repeatsItsCause(Throwable link) {
    Throwable cause = link.getCause();
    boolean plain =
        link.getClass() == RuntimeException.class
            || link.getClass() == Exception.class
            || link instanceof UncheckedIOException;
    return plain && cause != null && cause.toString().equals(link.getMessage());
  }
}
