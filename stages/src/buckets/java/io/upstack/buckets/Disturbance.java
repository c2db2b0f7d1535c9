package io.upstack.buckets;

/** A disturbance of a request. */
public enum Disturbance {
  NONE,
  /** Answered 503, without effect. */
  UNAVAILABLE,
  /** Takes effect, and is answered 503 nevertheless. */
  UNAVAILABLE_AFTERWARDS,
  /** Takes effect, and the connection is cut before the reply. */
  LOST_REPLY,
  /** The connection is cut in the middle of the reply's body. */
  CUT_BODY,
  /** The reply's first byte takes longer than clients wait. */
  SLOW_FIRST_BYTE
}
