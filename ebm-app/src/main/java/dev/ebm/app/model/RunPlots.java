package dev.ebm.app.model;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.plot.CurvePlot;
import dev.ebm.core.plot.DensityPlot;
import dev.ebm.core.plot.Grid;
import dev.ebm.core.plot.HistogramPlot;
import dev.ebm.core.plot.Line;
import dev.ebm.core.plot.Panel;
import dev.ebm.core.plot.Surface;
import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The pictures of a run: the density of data in the plane first, the energies of tables, and the
 * curves of everything that was logged.
 */
public final class RunPlots {

  /** Data points in the picture of the density. */
  private static final int POINTS = 4_000;

  /** Cells along each side of that picture. */
  private static final int RESOLUTION = 240;

  /** Points of a curve over the line. */
  private static final int LINE_POINTS = 400;

  private static final Shape PLANE = Shape.of(2);
  private static final Shape LINE = Shape.of(1);

  private final TrainedModel model;
  private final List<Path> written = new ArrayList<>();

  private RunPlots(TrainedModel model) {
    this.model = model;
  }

  /**
   * Draws all pictures that suit the data.
   *
   * @return their files, the most telling first
   * @throws dev.ebm.api.error.EbmException EBM-R001, EBM-R020 or EBM-R021 if one cannot be drawn
   */
  public static List<Path> write(TrainedModel model) {
    RunPlots plots = new RunPlots(model);
    if (model.data().features().shape().equals(PLANE)) {
      plots.density();
    } else if (model.data().features().shape().equals(LINE)) {
      plots.line();
    }
    plots.energies();
    plots.curves();
    return plots.written;
  }

  /** Rows of a split, as many as wanted or as there are. */
  static TensorData rows(TrainedModel model, String split, int wanted) {
    int count =
        model.data().split(split) instanceof Split.Table table
            ? Math.min(wanted, table.rows().count())
            : wanted;
    return model.runner().draw(split, "picture", count);
  }

  private Path file(String name) {
    Path file = model.folder().plots().resolve(name + ".png");
    written.add(file);
    return file;
  }

  private String title(String what) {
    return "%s: %s at step %d".formatted(model.experiment().name(), what, model.step());
  }

  private void density() {
    TensorData points = rows(model, Dataset.TRAIN, POINTS);
    Grid grid = Grid.around(points, RESOLUTION);
    List<Panel> panels = new ArrayList<>();
    panels.add(Panel.samples("data", grid, points));
    if (model.data().logDensity().isPresent()) {
      double[] truth = model.runner().logDensity(grid.points());
      Surface energy = new Surface(grid, Arrays.stream(truth).map(value -> -value).toArray());
      panels.add(Panel.logDensity("true log density", energy));
    }
    panels.add(
        Panel.logDensity("model log density", new Surface(grid, model.energy(grid.points()))));
    DensityPlot.write(file("density"), title("density"), panels);
  }

  private void line() {
    Line line = Line.around(rows(model, Dataset.TRAIN, POINTS), LINE_POINTS);
    List<Curve> curves = new ArrayList<>();
    if (model.data().logDensity().isPresent()) {
      double[] truth = model.runner().logDensity(line.points());
      curves.add(line.energy("-log p", Arrays.stream(truth).map(value -> -value).toArray()));
    }
    curves.add(line.energy("energy of the model", model.energy(line.points())));
    CurvePlot.write(file("energy"), title("energy above its lowest"), "x", curves);
  }

  /** Of tables only: rows of a stream are all alike. */
  private void energies() {
    Map<String, double[]> groups = new LinkedHashMap<>();
    for (String name : model.data().splits()) {
      if (model.data().split(name) instanceof Split.Table table) {
        addGroups(groups, name, table.rows());
      }
    }
    if (!groups.isEmpty()) {
      HistogramPlot.write(file("energies"), title("energies"), "energy", groups);
    }
  }

  private void addGroups(Map<String, double[]> groups, String split, Rows rows) {
    double[] energy = model.energy(rows.values());
    if (rows.labels().isEmpty()) {
      groups.put(split, energy);
      return;
    }
    int[] labels = rows.labels().get().ints();
    for (int label : Arrays.stream(labels).distinct().sorted().toArray()) {
      groups.put(
          split + ", label " + label,
          IntStream.range(0, energy.length)
              .filter(i -> labels[i] == label)
              .mapToDouble(i -> energy[i])
              .toArray());
    }
  }

  /** Metrics that share the part of their name before the slash share a picture. */
  private void curves() {
    RunFolder folder = model.folder();
    List<MetricsLog.Entry> log = folder.metrics();
    Map<String, List<Curve>> pictures = new LinkedHashMap<>();
    for (String name : Curve.names(log)) {
      String group = name.contains("/") ? name.substring(0, name.indexOf('/')) : name;
      pictures.computeIfAbsent(group, unused -> new ArrayList<>()).add(Curve.of(log, name));
    }
    pictures.forEach(
        (group, curves) -> {
          String name = group.equals("loss") ? "curves" : "curves-" + group;
          CurvePlot.write(file(name), model.experiment().name() + ": " + group, curves);
        });
  }
}
