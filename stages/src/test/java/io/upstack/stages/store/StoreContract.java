package io.upstack.stages.store;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** What the tests of a contract want of an implementation. */
interface StoreContract {
  String NAME = "samples/00012.npz";

  /** Another handle on the root of this test, which begins empty. */
  ObjectStore open() throws IOException;

  /** A handle on the same root in which something goes wrong. */
  FaultyStore openFaulty(Fault fault) throws IOException;

  /** Changes an object's bytes behind the store's back. */
  void damage(String name, UnaryOperator<byte[]> change) throws IOException;

  /** What writers left that is no object. */
  List<String> leftovers() throws IOException;
}
