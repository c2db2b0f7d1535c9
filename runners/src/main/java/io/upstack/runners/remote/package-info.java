/** Jobs on a Flink cluster that was started elsewhere: submitted, followed, cancelled. */
package io.upstack.runners.remote;
