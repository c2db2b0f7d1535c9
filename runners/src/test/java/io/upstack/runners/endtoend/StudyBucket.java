package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.upstack.buckets.BucketServer;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket with the models of the small stack, and the output of a run in it. */
final class StudyBucket implements AutoCloseable {
  static final String BUCKET = "study";
  static final String OUTPUT = "gs://study/runs/one";

  static final List<String> MODELS =
      List.of("base.pt", "classifier.pt", "upsampler.pt", "features.pt");

  private final BucketServer server;

  private StudyBucket(BucketServer server) {
    this.server = server;
  }

  static StudyBucket start() throws IOException {
    StudyBucket bucket = new StudyBucket(BucketServer.start(BUCKET));
    for (String model : MODELS) {
      bucket.put("models/" + model, SmallStack.MODELS.resolve(model));
    }
    return bucket;
  }

  BucketServer server() {
    return server;
  }

  void put(String path, Path file) throws IOException {
    server.put(BUCKET, path, Files.readAllBytes(file));
  }

  /** Returns the options with which a command reaches the bucket. */
  List<String> options(Path cache) {
    return List.of(
        "--gcs-anonymous", "--gcs-endpoint=" + server.endpoint(), "--gcs-cache=" + cache);
  }

  /**
   * The small stack whose files are all in a bucket.
   *
   * @param models what their paths begin with
   */
  static RunConfiguration.Builder stack(String models) throws IOException {
    RunConfiguration.Builder stack = SmallStack.builder(Path.of("replaced"));
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(models + "base.pt");
    stack
        .getGenerationBuilder()
        .getBaseBuilder()
        .getClassifierBuilder()
        .setClassifierPath(models + "classifier.pt");
    stack.getGenerationBuilder().getUpsamplerBuilder().setModelPath(models + "upsampler.pt");
    stack
        .getEvaluationBuilder()
        .setExtractor(models + "features.pt")
        .setReference("gs://study/references/small.npz");
    return stack;
  }

  static RunConfiguration.Builder stack() throws IOException {
    return stack("gs://study/models/");
  }

  /**
   * Returns everything but measured times and the record, which names the files by their places.
   */
  Map<String, String> repeatable() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    String prefix = OUTPUT.substring("gs://study/".length()) + "/";
    for (String path : server.paths(BUCKET)) {
      if (path.startsWith(prefix)) {
        String sha256 = Hashing.sha256().hashBytes(server.bytes(BUCKET, path)).toString();
        contents.put(path.substring(prefix.length()), sha256);
      }
    }
    return repeatable(contents);
  }

  /** Returns such contents of an output, by their names in it. */
  static Map<String, String> repeatable(Map<String, String> contents) {
    Map<String, String> repeatable = new TreeMap<>(contents);
    repeatable.keySet().removeIf(StudyBucket::isOfThisRunAlone);
    return repeatable;
  }

  /** Returns such contents of a local output. */
  static Map<String, String> repeatable(Path output) throws IOException {
    Map<String, String> contents = repeatable(OutputListing.of(output).contents());
    assertThat(contents).hasSizeGreaterThan(6);
    return contents;
  }

  private static boolean isOfThisRunAlone(String name) {
    return name.startsWith("journal/")
        || name.startsWith("report/")
        || name.equals("run.textproto");
  }

  @Override
  public void close() {
    server.close();
  }
}
