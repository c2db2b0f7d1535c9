package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A file as the listing of its folder shows it.
 *
 * @param name the name in the folder
 * @param location a path, or a {@code gs://} path
 * @param version a text that differs after the file was written again: the size and the time of a
 *     local file, and the generation of an object
 * @param isWhole whether the file is known to be whole, because objects of buckets appear that way
 */
public record ListedFile(
    String name, String location, long size, Instant modified, String version, boolean isWhole) {

  /**
   * Lists the files of a folder itself, without those of its subfolders and hidden ones, by name.
   * It makes one listing, whatever the number of files. A folder that does not exist has no files.
   *
   * @param folder a path, or a {@code gs://} path
   * @param prefix the beginning of the names that are wanted
   * @throws InvalidLocationException if the folder is neither kind of path
   * @throws IOException naming the folder, if it cannot be read
   */
  public static List<ListedFile> in(String folder, String prefix) throws IOException {
    List<ListedFile> files =
        GcsLocation.isGcs(folder)
            ? inBucket(BucketLocation.of(folder), prefix)
            : inDirectory(folder, prefix);
    files.sort(Comparator.comparing(ListedFile::name));
    return List.copyOf(files);
  }

  private static List<ListedFile> inBucket(GcsLocation folder, String prefix) throws IOException {
    GcsClient client = Buckets.current().client();
    List<ListedFile> files = new ArrayList<>();
    for (GcsObject object : client.list(folder, folder.prefix() + prefix)) {
      String name = object.location().path().substring(folder.prefix().length());
      if (isShown(name) && name.indexOf('/') < 0) {
        files.add(
            new ListedFile(
                name,
                object.location().toString(),
                object.size(),
                object.updated(),
                "generation " + object.generation(),
                true));
      }
    }
    return files;
  }

  private static List<ListedFile> inDirectory(String folder, String prefix) throws IOException {
    Path path = LocalLocation.path(folder);
    List<ListedFile> files = new ArrayList<>();
    if (!Files.exists(path)) {
      return files;
    }
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            path, entry -> isShown(name(entry)) && name(entry).startsWith(prefix))) {
      for (Path file : stream) {
        stamped(file).ifPresent(files::add);
      }
      return files;
    } catch (DirectoryIteratorException exception) {
      throw unreadable(folder, exception.getCause());
    } catch (IOException exception) {
      throw unreadable(folder, exception);
    }
  }

  private static Optional<ListedFile> stamped(Path file) throws IOException {
    return FileStamp.of(file)
        .map(
            stamp ->
                new ListedFile(
                    name(file),
                    file.toString(),
                    stamp.size(),
                    stamp.modified().toInstant(),
                    "%d bytes of %s".formatted(stamp.size(), stamp.modified()),
                    false));
  }

  private static IOException unreadable(String folder, IOException exception) {
    return new IOException(
        "directory '%s' cannot be read: %s".formatted(folder, FailureReason.of(exception)),
        exception);
  }

  private static boolean isShown(String name) {
    return !name.startsWith(".");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
