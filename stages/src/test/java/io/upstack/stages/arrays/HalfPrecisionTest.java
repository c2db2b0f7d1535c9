package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  private static final int PATTERNS = 1 << 16;
  private static final int FLOAT16_INFINITY = 0x7c00;

  @Test
  void everyFloat16SurvivesTheWayThroughFloat() {
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
      short half = (short) pattern;
      assertThat(HalfPrecision.floatToFloat16(HalfPrecision.float16ToFloat(half))).isEqualTo(half);
    }
  }

  @Test
  void everyBfloat16SurvivesTheWayThroughFloat() {
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
      short half = (short) pattern;
      assertThat(HalfPrecision.floatToBfloat16(HalfPrecision.bfloat16ToFloat(half)))
          .isEqualTo(half);
    }
  }

  @Test
  void everyFloat16HasTheValueOfItsFields() {
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
      int exponent = pattern >>> 10 & 0x1f;
      int fraction = pattern & 0x3ff;
      double magnitude =
          switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + fraction, exponent - 25);
          };
      float expected = (float) (pattern < 0x8000 ? magnitude : -magnitude);
      assertThat(HalfPrecision.float16ToFloat((short) pattern)).isEqualTo(Float.valueOf(expected));
    }
  }

  @Test
  void floatsBetweenTwoFloat16RoundToTheNearestAndTiesToEven() {
    for (int lower = 0; lower < FLOAT16_INFINITY - 1; lower++) {
      float below = HalfPrecision.float16ToFloat((short) lower);
      float above = HalfPrecision.float16ToFloat((short) (lower + 1));
      float middle = (below + above) / 2;
      assertRounds(middle, lower + (lower & 1));
      assertRounds(Math.nextDown(middle), lower);
      assertRounds(Math.nextUp(middle), lower + 1);
    }
  }

  @Test
  void floatsBetweenTwoBfloat16RoundToTheNearestAndTiesToEven() {
    for (int lower = 0; lower < 0x7f80; lower++) {
      int middle = lower << 16 | 0x8000;
      int even = lower + (lower & 1);
      assertThat(HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle)))
          .isEqualTo((short) even);
      assertThat(HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle - 1)))
          .isEqualTo((short) lower);
      assertThat(HalfPrecision.floatToBfloat16(Float.intBitsToFloat(middle + 1)))
          .isEqualTo((short) (lower + 1));
    }
  }

  @Test
  void float16OverflowsToInfinityFromHalfAStepAboveTheLargest() {
    assertRounds(Math.nextDown(65520f), FLOAT16_INFINITY - 1);
    assertRounds(65520f, FLOAT16_INFINITY);
    assertRounds(Float.MAX_VALUE, FLOAT16_INFINITY);
    assertRounds(Float.POSITIVE_INFINITY, FLOAT16_INFINITY);
  }

  @Test
  void whatIsNotANumberStaysSo() {
    // A payload in the lower bits alone must not turn into infinity.
    float lowPayload = Float.intBitsToFloat(0x7f80_0001);
    assertThat(HalfPrecision.float16ToFloat(HalfPrecision.floatToFloat16(lowPayload))).isNaN();
    assertThat(HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(lowPayload))).isNaN();
  }

  private static void assertRounds(float value, int pattern) {
    assertThat(HalfPrecision.floatToFloat16(value)).isEqualTo((short) pattern);
    assertThat(HalfPrecision.floatToFloat16(-value)).isEqualTo((short) (pattern | 0x8000));
  }
}
