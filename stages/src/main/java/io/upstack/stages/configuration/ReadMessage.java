package io.upstack.stages.configuration;

import com.google.protobuf.Message;
import io.upstack.stages.problems.Problems;
import java.util.List;

/**
 * The content of a text.
 *
 * @param message the fields that could be read
 * @param fields the fields as they are written; fields within a message come before the message
 * @param faults the faults, in the order of the text
 */
record ReadMessage(Message message, List<WrittenField> fields, List<TextFault> faults) {
  void reportTo(Problems problems, TextPositions positions) {
    faults.forEach(fault -> problems.add(positions.at(fault.offset()), fault.what()));
  }
}
