package io.upstack.stages.store;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The parts of an implementation that the tests of a contract need. */
interface StoreContract {
  String NAME = "samples/00012.npz";

  /** Another handle on the root of this test, which begins empty. */
  ObjectStore open() throws IOException;

  /** A handle on the same root in which something goes wrong. */
  FaultyStore openFaulty(Fault fault) throws IOException;

  /** Changes an object's bytes behind the store's back. */
  void damage(String name, UnaryOperator<byte[]> change) throws IOException;

  /** Returns the files of writers that are not objects. */
  List<String> leftovers() throws IOException;
}
