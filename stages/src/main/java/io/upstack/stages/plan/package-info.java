/** How a run is cut into shards, and the record of what generates its samples. */
package io.upstack.stages.plan;
