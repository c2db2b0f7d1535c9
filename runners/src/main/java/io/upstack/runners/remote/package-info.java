/** Jobs on a Flink cluster that was started elsewhere: their submission, their state, their end. */
package io.upstack.runners.remote;
