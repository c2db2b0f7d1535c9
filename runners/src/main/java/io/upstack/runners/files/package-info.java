/** Files that commands write to the places that a user asks for. */
package io.upstack.runners.files;
