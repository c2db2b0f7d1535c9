package io.upstack.stages.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsLocationTest {
  @ParameterizedTest
  @CsvSource({
    "gs://bucket, bucket, ''",
    "gs://bucket/, bucket, ''",
    "gs://my-bucket_1.org/run, my-bucket_1.org, run",
    "gs://bucket/a/b c/d.npz, bucket, a/b c/d.npz",
    "gs://bucket/run/, bucket, run"
  })
  void isABucketAndAPath(String written, String bucket, String path) {
    assertThat(GcsLocation.parse(written)).isEqualTo(new GcsLocation(bucket, path));
  }

  @Test
  void isWrittenAsItIsRead() {
    GcsLocation root = GcsLocation.parse("gs://bucket");
    assertThat(root).hasToString("gs://bucket");
    assertThat(root.child("run.textproto")).hasToString("gs://bucket/run.textproto");
    assertThat(GcsLocation.parse("gs://bucket/a/").child("b/c")).hasToString("gs://bucket/a/b/c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gs://|'gs://' names no bucket",
        "gs:///run|'gs:///run' names no bucket",
        "gs://Bucket/run|'gs://Bucket/run': 'Bucket' is not a name of a bucket, which has"
            + " lower-case letters, digits, '-', '_' and '.'",
        "gs://b/run|'gs://b/run': 'b' is not a name of a bucket, which has lower-case letters,"
            + " digits, '-', '_' and '.'",
        "gs://bucket//run|'gs://bucket//run' has the part ''; parts are not empty, '.' or '..'",
        "gs://bucket/../run|'gs://bucket/../run' has the part '..'; parts are not empty, '.' or"
            + " '..'",
        "gs://bucket/*.npz|'gs://bucket/*.npz' has a control character or one of ?#*[], which name"
            + " no single object"
      })
  void isRefusedIfItIsMalformed(String written, String problem) {
    assertThatThrownBy(() -> GcsLocation.parse(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem + "; expected gs://bucket/path, such as gs://my-bucket/run1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp/run", "s3://bucket/run", "gs:/bucket", ""})
  void isNoOtherPlace(String written) {
    assertThat(GcsLocation.isGcs(written)).isFalse();
    assertThatThrownBy(() -> GcsLocation.parse(written))
        .hasMessageStartingWith("'%s' is not in a bucket; expected gs://".formatted(written));
  }
}
