/**
 * A server of tests that speaks the JSON API of Google Cloud Storage, and what goes wrong in it.
 */
package io.upstack.buckets;
