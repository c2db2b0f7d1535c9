package io.upstack.stages.merge;

import io.upstack.proto.Shard;
import io.upstack.stages.store.StoredObject;

/** A shard and its object, which is whole. */
record FinishedShard(Shard shard, StoredObject object) {}
