package io.upstack.stages.merge;

import io.upstack.proto.Shard;
import io.upstack.stages.store.StoredObject;

/** A shard and its complete object. */
record FinishedShard(Shard shard, StoredObject object) {}
