/** What is done: one package a stage, and under them the numerics they share. */
package io.upstack.stages;
