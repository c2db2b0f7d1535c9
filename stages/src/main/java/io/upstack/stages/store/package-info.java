/** Where bytes are kept: one small interface, a directory or a bucket behind it. */
package io.upstack.stages.store;
