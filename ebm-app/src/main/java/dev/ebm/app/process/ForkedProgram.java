package dev.ebm.app.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that starts this program once more: the same Java, options and class path. */
public final class ForkedProgram {

  private static final String MAIN = "dev.ebm.app.Main";

  private ForkedProgram() {}

  /**
   * The command, without debuggers and agents.
   *
   * @param jvmOptions beside those that this program was started with
   * @param arguments of the program
   */
  public static List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(arguments);
    return command;
  }
}
