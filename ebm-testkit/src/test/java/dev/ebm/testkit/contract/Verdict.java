package dev.ebm.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs a contract's tests and tells which fail. */
final class Verdict {

  private Verdict() {}

  static List<String> broken(Stream<DynamicTest> tests) {
    List<String> broken = new ArrayList<>();
    tests.forEach(
        test -> {
          try {
            test.getExecutable().execute();
          } catch (Throwable e) {
            broken.add(test.getDisplayName());
          }
        });
    return broken;
  }
}
