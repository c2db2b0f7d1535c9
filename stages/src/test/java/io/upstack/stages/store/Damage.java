package io.upstack.stages.store;

import java.util.Arrays;

/** A damage to an object. */
enum Damage {
  FLIPPED {
    @Override
    byte[] apply(byte[] bytes) {
      bytes[bytes.length / 2] ^= 1;
      return bytes;
    }
  },
  TRUNCATED {
    @Override
    byte[] apply(byte[] bytes) {
      return Arrays.copyOf(bytes, bytes.length - 1);
    }
  },
  APPENDED {
    @Override
    byte[] apply(byte[] bytes) {
      return Arrays.copyOf(bytes, bytes.length + 1);
    }
  },
  EMPTIED {
    @Override
    byte[] apply(byte[] bytes) {
      return new byte[0];
    }
  };

  abstract byte[] apply(byte[] bytes);
}
