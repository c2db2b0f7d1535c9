package io.upstack.stages.merge;

import io.upstack.stages.store.AssembledPart;
import java.util.List;

/**
 * The images of some shards in a bucket.
 *
 * @param labels labels of each shard; empty arrays if the stage has none
 */
record ImagePart(AssembledPart part, List<long[]> labels) {
  ImagePart {
    labels = List.copyOf(labels);
  }
}
