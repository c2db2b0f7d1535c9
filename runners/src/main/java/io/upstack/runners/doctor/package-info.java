/** What this machine has, and what Upstack would use of it. */
package io.upstack.runners.doctor;
