package io.upstack.stages.networks;

/** How the channels of the query-key-value projection are laid out. */
public enum AttentionOrder {
  /** Split into heads, then each head into q, k, v (QKVAttentionLegacy). */
  HEADS_FIRST,
  /** Split into q, k, v, then each into heads (QKVAttention; use_new_attention_order). */
  QUERY_KEY_VALUE_FIRST
}
