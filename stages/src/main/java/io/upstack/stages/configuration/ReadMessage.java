package io.upstack.stages.configuration;

import com.google.protobuf.Message;
import io.upstack.stages.problems.Problems;
import java.util.List;

/**
 * What a text holds.
 *
 * @param message the fields that could be read
 * @param fields as they are written; those within a message stand before the message
 * @param faults what is wrong, in the order of the text
 */
record ReadMessage(Message message, List<WrittenField> fields, List<TextFault> faults) {
  void reportTo(Problems problems, TextPositions positions) {
    faults.forEach(fault -> problems.add(positions.at(fault.offset()), fault.what()));
  }
}
