package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RandomFaults;
import io.upstack.buckets.RecordedRequest;
import io.upstack.stages.store.ObjectAssembly.Standing;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectAssemblyTest {
  private static final String BUCKET = "test-bucket";
  private static final GcsLocation TARGET = GcsLocation.parse("gs://test-bucket/out/all.npz");
  private static final String PATH = "out/all.npz";

  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
    assertThat(SpooledFiles.left()).isEmpty();
  }

  /** 32 at once; of 1,057 it takes joints of joints. */
  @ParameterizedTest
  @CsvSource({"1, 1", "32, 1", "33, 3", "1057, 37"})
  void partsAreJoinedInTheirOrderAndDeleted(int count, int joined) throws IOException {
    try (ObjectAssembly assembly = open()) {
      List<AssembledPart> parts = put(assembly, count);
      assertThat(assembly.hasParts()).isTrue();
      server.forgetRequests();

      StoredObject made = assembly.finish(parts, Standing.KEPT);

      assertThat(made).isEqualTo(new StoredObject(PATH, whole.size(), made.crc32c()));
      assertThat(assembly.hasParts()).isFalse();
      assertThat(AssembledPart.crc32(parts)).isEqualTo(crc32());
    }
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(whole.toByteArray());
    assertThat(server.paths(BUCKET)).containsExactly(PATH);
    assertThat(requests("compose")).hasSize(joined);
    assertThat(requests("insert")).isEmpty();
    try (ObjectStore store = BucketStores.open(BucketClients.of(server.endpoint()), root())) {
      assertThat(store.find("all.npz").orElseThrow().size()).isEqualTo(whole.size());
    }
    assertThat(server.metadata(BUCKET, PATH).get("upstack-checksum")).endsWith(" " + whole.size());
  }

  @Test
  void faultsNeitherLoseNorRepeatAPart() throws IOException {
    RandomFaults faults =
        new RandomFaults(
            7,
            0.1,
            Disturbance.UNAVAILABLE,
            Disturbance.UNAVAILABLE_AFTERWARDS,
            Disturbance.LOST_REPLY,
            Disturbance.CUT_BODY);
    server.disturb(faults);
    try (ObjectAssembly assembly = open()) {
      assembly.finish(put(assembly, 70), Standing.KEPT);
    }
    assertThat(faults.met()).isGreaterThan(5);
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(whole.toByteArray());
    assertThat(server.paths(BUCKET)).containsExactly(PATH);
  }

  @Test
  void partsOfAnEarlierAttemptAreFoundUnlessTheyAreDamaged() throws IOException {
    List<AssembledPart> before;
    try (ObjectAssembly assembly = open()) {
      before = put(assembly, 3);
    }
    String damaged = PATH + ".parts/part-00001";
    server.put(BUCKET, damaged, new byte[] {1}, server.metadata(BUCKET, damaged));
    server.put(BUCKET, PATH + ".parts/part-00009", new byte[] {1});
    server.forgetRequests();

    try (ObjectAssembly assembly = open()) {
      assertThat(assembly.find("part-00000")).contains(before.get(0));
      assertThat(assembly.find("part-00001")).isEmpty();
      assertThat(assembly.find("part-00002")).contains(before.get(2));
      assertThat(assembly.find("part-00009")).isEmpty();
      assertThat(server.requests()).extracting(RecordedRequest::operation).containsExactly("list");

      AssembledPart again = assembly.put("part-00001", output -> output.write(bytes(1)));
      assembly.finish(List.of(before.get(0), again, before.get(2)), Standing.KEPT);
    }
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(whole.toByteArray());
    assertThat(server.paths(BUCKET)).containsExactly(PATH);
  }

  @Test
  void anotherObjectIsReplacedOnlyIfTold() throws IOException {
    server.put(BUCKET, PATH, new byte[] {1});
    try (ObjectAssembly assembly = open()) {
      List<AssembledPart> parts = put(assembly, 2);
      assertThatThrownBy(() -> assembly.finish(parts, Standing.KEPT))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "gs://test-bucket/out/all.npz was made by something else meanwhile, and is not"
                  + " overwritten");
      assertThat(server.bytes(BUCKET, PATH)).containsExactly(1);
      assembly.finish(parts, Standing.REPLACED);
    }
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(whole.toByteArray());
  }

  /** Two make the same object, and the first deletes the parts that the second is about to join. */
  @Test
  void theSameObjectMadeByAnotherProcessIsTheResult() throws IOException {
    try (ObjectAssembly first = open();
        ObjectAssembly second = open()) {
      List<AssembledPart> ours = put(first, 2);
      whole.reset();
      List<AssembledPart> theirs = put(second, 2);
      StoredObject made = first.finish(ours, Standing.KEPT);
      assertThat(second.finish(theirs, Standing.KEPT)).isEqualTo(made);
    }
    assertThat(server.paths(BUCKET)).containsExactly(PATH);
  }

  /** The object of the first must not be replaced under it, no matter which of them ends first. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoMakesTheSamePartsTooTakesThoseThatStand(boolean firstEndsFirst) throws IOException {
    try (ObjectAssembly first = open()) {
      List<AssembledPart> ours = put(first, 40);
      whole.reset();
      try (ObjectAssembly second = open()) {
        server.forgetRequests();
        List<AssembledPart> theirs = put(second, 40);
        assertThat(requests("insert")).isEmpty();
        if (firstEndsFirst) {
          first.finish(ours, Standing.KEPT);
          second.finish(theirs, Standing.KEPT);
        } else {
          second.finish(theirs, Standing.KEPT);
          first.finish(ours, Standing.KEPT);
        }
      }
    }
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(whole.toByteArray());
    assertThat(server.paths(BUCKET)).containsExactly(PATH);
  }

  @Test
  void aPartThatWasReplacedIsNotJoined() throws IOException {
    try (ObjectAssembly assembly = open()) {
      List<AssembledPart> parts = put(assembly, 2);
      server.put(BUCKET, PATH + ".parts/part-00001", bytes(5));
      assertThatThrownBy(() -> assembly.finish(parts, Standing.KEPT))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "gs://test-bucket/out/all.npz.parts is used by another merge into the same object,"
                  + " which has removed parts of this one; run the command again when the other"
                  + " has ended");
      assertThat(server.paths(BUCKET)).doesNotContain(PATH);
    }
  }

  private ObjectAssembly open() throws IOException {
    return ObjectAssembly.open(BucketClients.of(server.endpoint()), TARGET);
  }

  private static GcsLocation root() {
    return GcsLocation.parse("gs://test-bucket/out");
  }

  private List<AssembledPart> put(ObjectAssembly assembly, int count) throws IOException {
    List<AssembledPart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = bytes(i);
      whole.writeBytes(bytes);
      parts.add(assembly.put("part-%05d".formatted(i), output -> output.write(bytes)));
    }
    return parts;
  }

  /** Makes another size and content for each index. Some are empty. */
  private static byte[] bytes(int index) {
    byte[] bytes = new byte[index % 97 * 11];
    new Random(index).nextBytes(bytes);
    return bytes;
  }

  private int crc32() {
    CRC32 crc32 = new CRC32();
    crc32.update(whole.toByteArray());
    return (int) crc32.getValue();
  }

  private List<RecordedRequest> requests(String operation) {
    return server.requests().stream()
        .filter(request -> request.operation().equals(operation))
        .toList();
  }
}
