package io.upstack.stages.networks;

/** The layout of the channels of the query-key-value projection. */
public enum AttentionOrder {
  /** Channels are split into heads, then each head into q, k and v (QKVAttentionLegacy). */
  HEADS_FIRST,
  /**
   * Channels are split into q, k and v, then each into heads (QKVAttention;
   * use_new_attention_order).
   */
  QUERY_KEY_VALUE_FIRST
}
