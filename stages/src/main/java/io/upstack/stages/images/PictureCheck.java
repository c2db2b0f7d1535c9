package io.upstack.stages.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks pictures before any work begins, several at a time. */
final class PictureCheck {
  /**
   * The maximum number of pictures that are left out. Their names travel with the work, and more of
   * them mean that something else is wrong.
   */
  private static final int MOST_LEFT_OUT = 1000;

  private final String location;
  private final UndecodableImages undecodable;
  private final List<String> problems = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final List<Picture> sound = new ArrayList<>();
  private Optional<ImageSize> size = Optional.empty();

  PictureCheck(String location, UndecodableImages undecodable) {
    this.location = location;
    this.undecodable = undecodable;
  }

  /**
   * @throws InvalidImagesException naming the pictures that can't be used
   */
  PictureDirectory of(List<Picture> pictures) throws IOException {
    checkHeaders(pictures);
    if (undecodable == UndecodableImages.LEFT_OUT && problems.isEmpty()) {
      checkContent();
    }
    if (broken.size() > MOST_LEFT_OUT) {
      problems.add(
          "%s has %d pictures that do not decode, expected at most %d to be left out"
              .formatted(location, broken.size(), MOST_LEFT_OUT));
    } else if (problems.isEmpty() && sound.isEmpty()) {
      problems.add(location + " has no picture that decodes, expected one or more");
    }
    if (!problems.isEmpty()) {
      throw new InvalidImagesException(problems);
    }
    return new PictureDirectory(location, sound, size.orElseThrow(), broken);
  }

  private void checkHeaders(List<Picture> pictures) throws IOException {
    List<Look> looks = PictureThreads.look(pictures, Look::atHeader);
    Optional<Look> first = looks.stream().filter(look -> look.size().isPresent()).findFirst();
    size = first.flatMap(Look::size);
    for (Look look : looks) {
      if (look.isUndecodable() && undecodable == UndecodableImages.LEFT_OUT) {
        broken.add(look.picture().name());
      } else if (look.problem().isPresent()) {
        problems.add(look.problem().get());
      } else if (!look.size().equals(size)) {
        problems.add(
            "%s is of %s pixels, expected %s as %s"
                .formatted(
                    look.picture().file().location(),
                    look.size().orElseThrow(),
                    size.orElseThrow(),
                    first.orElseThrow().picture().file().location()));
      } else {
        sound.add(look.picture());
      }
    }
  }

  private void checkContent() throws IOException {
    List<Look> looks =
        PictureThreads.look(sound, picture -> Look.atContent(picture, size.orElseThrow()));
    sound.clear();
    for (Look look : looks) {
      if (look.isUndecodable()) {
        broken.add(look.picture().name());
      } else if (look.problem().isPresent()) {
        problems.add(look.problem().get());
      } else {
        sound.add(look.picture());
      }
    }
    broken.sort(null);
  }

  /** The result of checking a picture, which is a size or a problem. */
  private record Look(
      Picture picture, Optional<ImageSize> size, Optional<String> problem, boolean isUndecodable) {
    static Look atHeader(Picture picture) {
      return at(picture, picture::size);
    }

    static Look atContent(Picture picture, ImageSize size) {
      return at(
          picture,
          () -> {
            picture.check(size);
            return size;
          });
    }

    private static Look at(Picture picture, Looking looking) {
      try {
        return new Look(picture, Optional.of(looking.size()), Optional.empty(), false);
      } catch (UndecodablePictureException e) {
        return new Look(picture, Optional.empty(), Optional.of(e.getMessage()), true);
      } catch (IOException e) {
        return new Look(picture, Optional.empty(), Optional.of(e.getMessage()), false);
      }
    }
  }

  @FunctionalInterface
  private interface Looking {
    ImageSize size() throws IOException;
  }
}
