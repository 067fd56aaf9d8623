package dev.ebm.app.doctor;

import dev.ebm.app.console.Figures;
import dev.ebm.core.run.Machine;
import jakarta.inject.Inject;
import java.util.List;

/** Java, processor, memory and the Vector API. */
public final class JavaChecks implements DoctorCheck {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** Enough for every experiment that comes with the program. */
  private static final long ENOUGH_MEMORY = 1L << 30;

  /** Looks at this process. */
  @Inject
  public JavaChecks() {}

  @Override
  public List<Finding> findings() {
    Machine machine = Machine.current();
    return List.of(
        Finding.good("java", machine.java() + " in " + System.getProperty("java.home")),
        Finding.good("system", machine.os()),
        Finding.good("processor", machine.processor() + ", " + machine.cores() + " cores"),
        memory(machine.maxMemoryBytes()),
        vector(ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()));
  }

  static Finding memory(long bytes) {
    String detail = Figures.bytes(bytes) + " for the JVM's heap";
    return bytes >= ENOUGH_MEMORY
        ? Finding.good("memory", detail)
        : Finding.warning("memory", detail, "large batches need more: EBM_JAVA_OPTS=-Xmx4g");
  }

  static Finding vector(boolean present) {
    return present
        ? Finding.good("vector api", VECTOR_MODULE + " is there")
        : Finding.warning(
            "vector api",
            VECTOR_MODULE + " is missing: the jvm backend computes several times slower",
            "start the program by the script ebm, with a JDK that has this module");
  }
}
