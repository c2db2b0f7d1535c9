/**
 * The history of evaluated checkpoints: a record for each result, and the files that are rebuilt
 * from the records.
 */
package io.upstack.stages.history;
