/** What is wrong with what a user gave, collected so that all of it can be said at once. */
package io.upstack.stages.problems;
