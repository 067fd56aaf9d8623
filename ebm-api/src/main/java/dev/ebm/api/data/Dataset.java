package dev.ebm.api.data;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Data to train on and to evaluate with. Making one is cheap; files are read when first needed.
 * Rows are given in the model's units; {@link #toData} leads back.
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface Dataset {

  /** The split that training reads. */
  String TRAIN = "train";

  /** The split that metrics read unless told otherwise. */
  String TEST = "test";

  /** What a row is made of. */
  Features features();

  /** The names of the splits; {@link #TRAIN} is one of them. */
  List<String> splits();

  /**
   * One split.
   *
   * @throws EbmException EBM-D001 if there is none of this name
   */
  Split split(String name);

  /** The true log-density, where it is known. */
  default Optional<LogDensity> logDensity() {
    return Optional.empty();
  }

  /** What was learned from the training split to transform rows; stored with every checkpoint. */
  default Tree<TensorData> fitted() {
    return Tree.empty();
  }

  /**
   * This dataset with what {@link #fitted} returned earlier, so that the training data is not read.
   */
  default Dataset restored(Tree<TensorData> fitted) {
    return this;
  }

  /**
   * Rows of another file of the same columns, in the model's units.
   *
   * @throws EbmException EBM-D002 if this dataset cannot read files
   */
  default Rows read(Path file) {
    throw new EbmException(
        Problem.error(
            "EBM-D002",
            file.toString(),
            "the dataset " + getClass().getSimpleName() + " does not read files",
            "train on a dataset that does, such as csv"));
  }

  /** Rows in the model's units back in the data's own. */
  default TensorData toData(TensorData rows) {
    return rows;
  }

  /** The files that the data come from, for the record of a run; none for synthetic data. */
  default List<Path> files() {
    return List.of();
  }
}
