package io.upstack.stages.checksums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CyclicRedundancyTest {
  @Property
  void thatOfAWholeFollowsFromThoseOfItsParts(@ForAll List<byte[]> parts) {
    for (CyclicRedundancy kind : CyclicRedundancy.values()) {
      int combined = 0;
      Checksum whole = checksum(kind);
      for (byte[] part : parts) {
        whole.update(part);
        combined = kind.combine(combined, sum(kind, part), part.length);
      }
      assertThat(combined).isEqualTo((int) whole.getValue());
    }
  }

  /** Parts may be joined in any order of joining: those of a tree as those of a row. */
  @Property
  void joiningIsAssociative(@ForAll byte[] first, @ForAll byte[] second, @ForAll byte[] third) {
    for (CyclicRedundancy kind : CyclicRedundancy.values()) {
      int firstSum = sum(kind, first);
      int secondSum = sum(kind, second);
      int thirdSum = sum(kind, third);
      int left =
          kind.combine(kind.combine(firstSum, secondSum, second.length), thirdSum, third.length);
      int right =
          kind.combine(
              firstSum,
              kind.combine(secondSum, thirdSum, third.length),
              (long) second.length + third.length);
      assertThat(left).isEqualTo(right);
    }
  }

  /** Eight gigabytes at once, as in a thousand steps. */
  @Example
  void sizesMayTakeMoreThanFourGigabytes() {
    int step = 1 << 23;
    int steps = 1024;
    for (CyclicRedundancy kind : CyclicRedundancy.values()) {
      int block = sum(kind, new byte[step]);
      int before = sum(kind, new byte[] {1, 2, 3});
      int zeros = 0;
      int expected = before;
      for (int i = 0; i < steps; i++) {
        zeros = kind.combine(zeros, block, step);
        expected = kind.combine(expected, block, step);
      }
      assertThat(kind.combine(before, zeros, (long) steps * step)).isEqualTo(expected);
    }
  }

  @Example
  void aNegativeSizeIsRefused() {
    assertThatThrownBy(() -> CyclicRedundancy.CRC32.combine(1, 2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-1 bytes, expected 0 or more");
  }

  private static int sum(CyclicRedundancy kind, byte[] bytes) {
    Checksum checksum = checksum(kind);
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static Checksum checksum(CyclicRedundancy kind) {
    return switch (kind) {
      case CRC32 -> new CRC32();
      case CRC32C -> new CRC32C();
    };
  }
}
