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

/** Finds what a user needs to know in an exception that Flink and Beam have wrapped. */
public final class FailureCause {
  private FailureCause() {}

  /**
   * Returns the outermost exception that an engine did not throw, or the innermost one if only
   * engines took part. An {@link InvalidInputException} anywhere among the causes takes precedence.
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
   * Returns one line with the messages of an exception and of its causes, each once. An exception
   * without a message appears as its class name.
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
    // One example is a NoSuchFileException, whose message is only the file.
    boolean saysWhat = message.contains(" ");
    return saysWhat ? message : link.getClass().getSimpleName() + ": " + message;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = failure; link != null && !chain.contains(link); link = link.getCause()) {
      link = original(link);
      chain.add(link);
      if (link instanceof GcsException) {
        // Its message has the server's reply. The causes would repeat that, with all of the
        // request.
        return chain;
      }
    }
    return chain;
  }

  /**
   * Returns the original of an exception, because exceptions travel within Flink in serialized
   * form.
   */
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

  /**
   * Returns whether an exception only repeats its cause, as {@code new RuntimeException(cause)} and
   * {@code new UncheckedIOException(cause)} do.
   */
  private static boolean repeatsItsCause(Throwable link) {
    Throwable cause = link.getCause();
    boolean plain =
        link.getClass() == RuntimeException.class
            || link.getClass() == Exception.class
            || link instanceof UncheckedIOException;
    return plain && cause != null && cause.toString().equals(link.getMessage());
  }
}
