/** Requests to Google Cloud Storage and their replies, on which the store for buckets is built. */
package io.upstack.stages.store.gcs;
