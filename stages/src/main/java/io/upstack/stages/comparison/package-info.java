/** Several measured runs next to one another, with the intervals of their differences. */
package io.upstack.stages.comparison;
