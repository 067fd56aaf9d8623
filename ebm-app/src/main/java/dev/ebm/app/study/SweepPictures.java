package dev.ebm.app.study;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.app.study.Sweep.Trained;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.plot.CurvePlot;
import dev.ebm.core.plot.DensityPlot;
import dev.ebm.core.plot.Grid;
import dev.ebm.core.plot.Line;
import dev.ebm.core.plot.Panel;
import dev.ebm.core.plot.Surface;
import dev.ebm.core.run.MetricsLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The pictures of a sweep.
 *
 * @param metric of the curves
 * @param all the runs
 */
record SweepPictures(Workshop workshop, String metric, List<Trained> all) {

  /** Points of the data that a picture shows. */
  private static final int POINTS = 4_000;

  private static final int LINE_POINTS = 400;
  private static final int PANELS_IN_A_ROW = 4;

  /** Cells along each side. */
  private static final int RESOLUTION = 160;

  List<Path> draw() {
    List<Path> pictures = new ArrayList<>();
    densities().ifPresent(pictures::add);
    energies().ifPresent(pictures::add);
    curves("steps", "step", MetricsLog.Entry::step).ifPresent(pictures::add);
    curves("seconds", "seconds", MetricsLog.Entry::seconds).ifPresent(pictures::add);
    return pictures;
  }

  /** Densities, if the data are points of the plane. */
  private Optional<Path> densities() {
    List<Panel> panels = new ArrayList<>();
    Set<ComponentSpec<Dataset>> shown = new HashSet<>();
    for (Trained trained : firsts()) {
      try (TrainedModel model =
          workshop.models().open(trained.run().orElseThrow().path(), List.of())) {
        if (!model.data().features().shape().equals(Shape.of(2))) {
          return Optional.empty();
        }
        TensorData points = model.trainingRows(POINTS);
        Grid grid = Grid.around(points, RESOLUTION);
        if (shown.add(model.experiment().data())) {
          panels.add(truth(model, grid, points));
        }
        Surface energy = new Surface(grid, model.energy(grid.points()));
        panels.add(Panel.logDensity(trained.variant().name(), energy));
      }
    }
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    Path file = workshop.picture("densities");
    DensityPlot.write(file, "", panels, PANELS_IN_A_ROW);
    return Optional.of(file);
  }

  /** The first seed of every variant that finished. */
  private Collection<Trained> firsts() {
    Map<String, Trained> firsts = new LinkedHashMap<>();
    all.stream()
        .filter(Trained::finished)
        .forEach(trained -> firsts.putIfAbsent(trained.variant().name(), trained));
    return firsts.values();
  }

  /** Energies over the line, if the data are numbers. */
  private Optional<Path> energies() {
    List<Curve> curves = new ArrayList<>();
    for (Trained trained : firsts()) {
      try (TrainedModel model =
          workshop.models().open(trained.run().orElseThrow().path(), List.of())) {
        if (!model.data().features().shape().equals(Shape.of(1))) {
          return Optional.empty();
        }
        Line line = Line.around(model.trainingRows(POINTS), LINE_POINTS);
        if (curves.isEmpty() && model.data().logDensity().isPresent()) {
          double[] truth = model.runner().logDensity(line.points());
          curves.add(line.energy("-log p", Arrays.stream(truth).map(v -> -v).toArray()));
        }
        curves.add(line.energy(trained.variant().name(), model.energy(line.points())));
      }
    }
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Path file = workshop.picture("energies");
    double height = 2 * curves.get(0).highest();
    CurvePlot.write(
        file,
        "Energies above their lowest",
        "x",
        curves.stream().map(curve -> curve.below(height)).toList());
    return Optional.of(file);
  }

  private static Panel truth(TrainedModel model, Grid grid, TensorData points) {
    if (model.data().logDensity().isEmpty()) {
      return Panel.samples("data", grid, points);
    }
    double[] truth = model.runner().logDensity(grid.points());
    return Panel.logDensity(
        "true density", new Surface(grid, Arrays.stream(truth).map(value -> -value).toArray()));
  }

  /** One curve a variant: the mean over its seeds, but failed ones, at the steps that all have. */
  private Optional<Path> curves(String name, String axis, ToDoubleFunction<MetricsLog.Entry> x) {
    Map<String, List<List<MetricsLog.Entry>>> logs = new LinkedHashMap<>();
    all.stream()
        .filter(trained -> !trained.failed())
        .forEach(
            trained ->
                logs.computeIfAbsent(trained.variant().name(), unused -> new ArrayList<>())
                    .add(trained.log(metric)));
    List<Curve> curves = new ArrayList<>();
    logs.forEach(
        (variant, seeds) -> {
          int points = seeds.stream().mapToInt(List::size).min().orElse(0);
          double[] at = new double[points];
          double[] mean = new double[points];
          for (int i = 0; i < points; i++) {
            for (List<MetricsLog.Entry> seed : seeds) {
              at[i] += x.applyAsDouble(seed.get(i)) / seeds.size();
              mean[i] += seed.get(i).values().get(metric) / seeds.size();
            }
          }
          if (points > 0) {
            curves.add(new Curve(variant, at, mean, Optional.empty()));
          }
        });
    if (curves.isEmpty()) {
      return Optional.empty();
    }
    Path file = workshop.picture(metric.replace('/', '-') + "-" + name);
    CurvePlot.write(file, metric, axis, curves);
    return Optional.of(file);
  }
}
