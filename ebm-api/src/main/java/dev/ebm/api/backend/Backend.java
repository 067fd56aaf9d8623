package dev.ebm.api.backend;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import org.apiguardian.api.API;

/**
 * An engine that runs programs. Safe for use by one thread at a time.
 *
 * <p>Random numbers: unless an option asks for the engine's own generator, a backend makes the bits
 * of {@link dev.ebm.api.tensor.Philox}, either itself or through {@link
 * dev.ebm.api.tensor.PortableRandom}.
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface Backend extends AutoCloseable {

  /** The name by which an experiment chooses it. */
  String name();

  /** Engine, version, device and threads in one line. */
  String description();

  /**
   * Whether programs may have results of an operation in a dtype. A backend that lacks a pair says
   * so here, and {@link #compile} refuses programs that need it.
   */
  default boolean supports(Op op, DType dtype) {
    return true;
  }

  /**
   * Prepares a program. The backend simplifies it first.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B002 if an operation or dtype is not supported,
   *     named before anything runs
   */
  Executable compile(Program program);

  /** A copy of host data that executables of this backend take; the caller closes it. */
  Value upload(TensorData data);

  /** Values and native objects made and not yet closed; 0 when everything is closed. */
  long liveValues();

  /** Frees the engine's resources; idempotent. */
  @Override
  void close();
}
