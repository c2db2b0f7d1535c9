/** Objects of Google Cloud Storage, as requests and replies: what the store is made of there. */
package io.upstack.stages.store.gcs;
