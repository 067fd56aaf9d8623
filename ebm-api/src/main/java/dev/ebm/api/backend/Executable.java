package dev.ebm.api.backend;

import dev.ebm.api.tensor.Program;
import java.util.List;
import org.apiguardian.api.API;

/** A program prepared by a backend. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Executable extends AutoCloseable {

  /** The program as it was given to {@link Backend#compile}. */
  Program program();

  /**
   * Runs the program once.
   *
   * @param inputs one value for each input of the program, in order; they stay open
   * @return one value for each output, in order; the caller closes them
   * @throws dev.ebm.api.error.BackendException EBM-B003 if the count or a type differs from the
   *     program's inputs, EBM-B004 if the executable or an input is closed, EBM-B005 if a gather or
   *     scatter index is out of range, EBM-B007 if a check fails, EBM-B008 if memory runs out,
   *     EBM-B009 if a NaN is watched for and made
   */
  List<Value> run(List<Value> inputs);

  /** Frees what was prepared; idempotent. */
  @Override
  void close();
}
