/** Keeps bytes behind one small interface, in a directory or a bucket. */
package io.upstack.stages.store;
