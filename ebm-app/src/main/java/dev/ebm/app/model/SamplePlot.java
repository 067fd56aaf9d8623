package dev.ebm.app.model;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.plot.DensityPlot;
import dev.ebm.core.plot.Grid;
import dev.ebm.core.plot.Panel;
import java.nio.file.Path;
import java.util.List;

/** Drawn rows of the plane beside as many of the data. */
public final class SamplePlot {

  private static final Shape PLANE = Shape.of(2);

  private SamplePlot() {}

  /**
   * Checks that rows can be drawn.
   *
   * @throws EbmException EBM-A015 if they are not points of the plane
   */
  public static void requirePlane(Dataset data) {
    if (!data.features().shape().equals(PLANE)) {
      throw new EbmException(
          Problem.error(
              "EBM-A015",
              "--out",
              "rows of shape " + data.features().shape() + " are not points of the plane",
              "write .csv or .npy instead of .png"));
    }
  }

  /**
   * Draws the picture, in the window that the data needs.
   *
   * @param drawn {@code [n, 2]}, in the model's units
   */
  public static void write(Path png, TrainedModel model, TensorData drawn) {
    TensorData rows = RunPlots.rows(model, Dataset.TRAIN, drawn.shape().dim(0));
    Grid window = Grid.around(rows, 1);
    DensityPlot.write(
        png,
        model.experiment().name() + ": samples",
        List.of(Panel.samples("data", window, rows), Panel.samples("samples", window, drawn)));
  }
}
