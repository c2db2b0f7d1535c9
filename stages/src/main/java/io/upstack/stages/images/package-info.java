/** Images as users have them: npz files and directories of pictures. */
package io.upstack.stages.images;
