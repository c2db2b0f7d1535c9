package io.upstack.runners.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.Buckets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads where buckets are from command lines. */
final class BucketOptionsTest {
  private final List<CloudStorage> told = new ArrayList<>();
  private final StringWriter errors = new StringWriter();

  @AfterEach
  void forget() {
    Buckets.begin(CloudStorage.getDefaultInstance());
  }

  private int inspect(String... options) {
    Work<InspectRequest> work =
        (request, output) -> {
          told.add(Buckets.description());
          return ExitStatus.DONE;
        };
    List<String> arguments = new ArrayList<>(List.of("inspect", "gs://models/base.pt"));
    arguments.addAll(List.of(options));
    return UpstackCommand.commandLine(
            List.of(new InspectCommand(work)),
            new PrintWriter(new StringWriter()),
            new PrintWriter(errors, true))
        .execute(arguments.toArray(String[]::new));
  }

  @Test
  void areToldToWorkers() {
    assertThat(
            inspect(
                "--gcs-endpoint=http://localhost:4443",
                "--gcs-credentials=key.json",
                "--gcs-project=lab",
                "--gcs-cache=/var/cache/upstack",
                "--gcs-cache-size=2.5"))
        .isZero();
    assertThat(inspect("--gcs-anonymous")).isZero();

    String agent = "upstack/" + Versions.upstack();
    assertThat(told)
        .containsExactly(
            CloudStorage.newBuilder()
                .setEndpoint("http://localhost:4443")
                .setAnonymous(false)
                .setCredentialsFile(Path.of("key.json").toAbsolutePath().toString())
                .setProject("lab")
                .setUserAgent(agent)
                .setCacheDirectory("/var/cache/upstack")
                .setCacheBytes(2_500_000_000L)
                .build(),
            CloudStorage.newBuilder().setAnonymous(true).setUserAgent(agent).build());
  }

  @Test
  void areRefusedIfTheyMakeNoSense() {
    assertThat(inspect("--gcs-anonymous", "--gcs-credentials=key.json")).isEqualTo(2);
    assertThat(inspect("--gcs-endpoint=localhost")).isEqualTo(2);
    assertThat(inspect("--gcs-cache-size=0")).isEqualTo(2);

    assertThat(told).isEmpty();
    assertThat(errors.toString())
        .contains("--gcs-anonymous and --gcs-credentials exclude each other: give one of them")
        .contains("--gcs-endpoint localhost: expected a URL such as http://localhost:4443")
        .contains("--gcs-cache-size 0.0: expected gigabytes, more than 0");
  }
}
