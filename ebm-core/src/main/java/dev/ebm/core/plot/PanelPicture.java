package dev.ebm.core.plot;

import dev.ebm.api.tensor.TensorData;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One panel laid out in pixels: a title and a note above, the picture in a frame with axes, and for
 * values a colour bar on the right.
 */
final class PanelPicture {

  private static final int SIDE = 380;
  private static final int TICK = 5;
  private static final int SPACE = 6;
  private static final int BAR_WIDTH = 16;
  private static final int BAR_GAP = 16;
  private static final int PIXELS_A_TICK = 60;
  private static final Font TITLE = Pictures.font(Font.BOLD, 15);
  private static final Font TEXT = Pictures.font(Font.PLAIN, 13);

  private static final double POINT = 2.6;

  /** Points in a panel above which they become transparent, so that density stays visible. */
  private static final double OPAQUE_POINTS = 500;

  private static final int LEAST_ALPHA = 40;

  private final Panel panel;
  private final String note;
  private final FontMetrics titleMetrics;
  private final FontMetrics metrics;
  private final Ticks x;
  private final Ticks y;
  private final Ticks bar;
  private final int frameWidth;
  private final int frameHeight;
  private final int frameLeft;
  private final int frameTop;

  PanelPicture(Panel panel, Graphics2D measure) {
    this.panel = panel;
    this.note = note(panel);
    titleMetrics = measure.getFontMetrics(TITLE);
    metrics = measure.getFontMetrics(TEXT);
    Grid window = panel.window();
    double width = window.xMax() - window.xMin();
    double height = window.yMax() - window.yMin();
    double scale = SIDE / Math.max(width, height);
    frameWidth = (int) Math.max(1, Math.round(width * scale));
    frameHeight = (int) Math.max(1, Math.round(height * scale));
    x = Ticks.between(window.xMin(), window.xMax(), tickCount(frameWidth));
    y = Ticks.between(window.yMin(), window.yMax(), tickCount(frameHeight));
    bar =
        panel instanceof Panel.HeatMap map
            ? Ticks.between(map.low(), map.high(), tickCount(frameHeight))
            : new Ticks(List.of(), List.of());
    frameLeft = widest(y) + TICK + SPACE;
    frameTop = titleMetrics.getHeight() + metrics.getHeight() + SPACE;
  }

  private static int tickCount(int pixels) {
    return Math.max(2, pixels / PIXELS_A_TICK);
  }

  private static String note(Panel panel) {
    if (panel instanceof Panel.Scatter scatter) {
      int count = scatter.points().shape().dim(0);
      long shown =
          IntStream.range(0, count)
              .filter(
                  i ->
                      scatter
                          .window()
                          .contains(scatter.points().at(2 * i), scatter.points().at(2 * i + 1)))
              .count();
      return count + " points" + (shown == count ? "" : ", " + (count - shown) + " not in view");
    }
    double[] values = ((Panel.HeatMap) panel).surface().values();
    long nan = Arrays.stream(values).filter(Double::isNaN).count();
    long infinite = Arrays.stream(values).filter(Double::isInfinite).count();
    return Stream.of(
            nan == 0 ? "" : nan + " cells NaN (red)",
            infinite == 0 ? "" : infinite + " cells infinite")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private int widest(Ticks ticks) {
    return ticks.labels().stream().mapToInt(metrics::stringWidth).max().orElse(0);
  }

  int width() {
    int right = frameLeft + frameWidth;
    if (panel instanceof Panel.HeatMap) {
      right += BAR_GAP + BAR_WIDTH + TICK + SPACE + widest(bar) + SPACE + metrics.getHeight();
    }
    int text = Math.max(titleMetrics.stringWidth(panel.title()), metrics.stringWidth(note));
    return Math.max(right, frameLeft + text);
  }

  int height() {
    return frameTop + frameHeight + TICK + SPACE + metrics.getHeight();
  }

  void draw(Graphics2D graphics, int left, int top) {
    Graphics2D g = (Graphics2D) graphics.create();
    g.translate(left + frameLeft, top + frameTop);
    g.setFont(TITLE);
    g.setColor(Pictures.INK);
    g.drawString(panel.title(), 0, titleMetrics.getAscent() - frameTop);
    g.setFont(TEXT);
    g.setColor(Pictures.FAINT_INK);
    g.drawString(note, 0, titleMetrics.getHeight() + metrics.getAscent() - frameTop);
    if (panel instanceof Panel.HeatMap map) {
      g.drawImage(heat(map), 0, 0, null);
      drawBar(g, map);
    } else {
      drawPoints(g, (Panel.Scatter) panel);
    }
    drawAxes(g);
    g.dispose();
  }

  private BufferedImage heat(Panel.HeatMap map) {
    Grid grid = map.surface().grid();
    double[] values = map.surface().values();
    BufferedImage image = new BufferedImage(frameWidth, frameHeight, BufferedImage.TYPE_INT_RGB);
    for (int py = 0; py < frameHeight; py++) {
      int row = (int) ((frameHeight - py - 0.5) * grid.rows() / frameHeight);
      for (int px = 0; px < frameWidth; px++) {
        int column = (int) ((px + 0.5) * grid.columns() / frameWidth);
        image.setRGB(px, py, color(map, values[row * grid.columns() + column]));
      }
    }
    return image;
  }

  private static int color(Panel.HeatMap map, double value) {
    if (Double.isNaN(value)) {
      return ColorMap.NAN.getRGB();
    }
    double range = map.high() - map.low();
    return ColorMap.rgb(range == 0 && Double.isFinite(value) ? 0.5 : (value - map.low()) / range);
  }

  private void drawPoints(Graphics2D g, Panel.Scatter scatter) {
    Grid window = scatter.window();
    TensorData points = scatter.points();
    int count = points.shape().dim(0);
    int alpha = (int) Math.round(Math.max(LEAST_ALPHA, 255 * Math.min(1, OPAQUE_POINTS / count)));
    g.setColor(Pictures.withOpacity(Pictures.series(0), alpha));
    Shape clip = g.getClip();
    g.clipRect(0, 0, frameWidth, frameHeight);
    for (int i = 0; i < count; i++) {
      double px = points.at(2 * i);
      double py = points.at(2 * i + 1);
      if (window.contains(px, py)) {
        g.fill(
            new Ellipse2D.Double(
                horizontal(px) - POINT / 2, vertical(py) - POINT / 2, POINT, POINT));
      }
    }
    g.setClip(clip);
  }

  private double horizontal(double value) {
    Grid window = panel.window();
    return (value - window.xMin()) / (window.xMax() - window.xMin()) * frameWidth;
  }

  private double vertical(double value) {
    Grid window = panel.window();
    return (window.yMax() - value) / (window.yMax() - window.yMin()) * frameHeight;
  }

  private void drawAxes(Graphics2D g) {
    g.setColor(Pictures.INK);
    g.drawRect(0, 0, frameWidth, frameHeight);
    for (int i = 0; i < x.values().size(); i++) {
      int at = (int) Math.round(horizontal(x.values().get(i)));
      String label = x.labels().get(i);
      g.drawLine(at, frameHeight, at, frameHeight + TICK);
      g.drawString(
          label,
          at - metrics.stringWidth(label) / 2,
          frameHeight + TICK + SPACE / 2 + metrics.getAscent());
    }
    for (int i = 0; i < y.values().size(); i++) {
      int at = (int) Math.round(vertical(y.values().get(i)));
      g.drawLine(-TICK, at, 0, at);
      drawBeside(g, y.labels().get(i), -TICK - SPACE / 2, at, true);
    }
  }

  private void drawBar(Graphics2D g, Panel.HeatMap map) {
    int left = frameWidth + BAR_GAP;
    for (int py = 0; py < frameHeight; py++) {
      g.setColor(new Color(ColorMap.rgb(1 - py / (frameHeight - 1.0))));
      g.fillRect(left, py, BAR_WIDTH, 1);
    }
    g.setColor(Pictures.INK);
    g.drawRect(left, 0, BAR_WIDTH, frameHeight);
    if (isClipped(map)) {
      g.setColor(new Color(ColorMap.rgb(0)));
      g.fill(arrow(left));
      g.setColor(Pictures.INK);
      g.draw(arrow(left));
    }
    int right = left + BAR_WIDTH;
    double range = map.high() - map.low();
    for (int i = 0; i < bar.values().size(); i++) {
      double share = range == 0 ? 0.5 : (bar.values().get(i) - map.low()) / range;
      int at = (int) Math.round((1 - share) * frameHeight);
      g.drawLine(right, at, right + TICK, at);
      drawBeside(g, bar.labels().get(i), right + TICK + SPACE / 2, at, false);
    }
    AffineTransform upright = g.getTransform();
    g.translate(right + TICK + SPACE + widest(bar) + SPACE, frameHeight / 2);
    g.rotate(-Math.PI / 2);
    g.drawString(map.scale(), -metrics.stringWidth(map.scale()) / 2, metrics.getAscent());
    g.setTransform(upright);
  }

  /** Says that the lowest colour also stands for all lower values. */
  private Path2D arrow(int left) {
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(left, frameHeight);
    triangle.lineTo(left + BAR_WIDTH, frameHeight);
    triangle.lineTo(left + BAR_WIDTH / 2.0, frameHeight + BAR_WIDTH / 1.5);
    triangle.closePath();
    return triangle;
  }

  private static boolean isClipped(Panel.HeatMap map) {
    return Arrays.stream(map.surface().values()).anyMatch(value -> value < map.low());
  }

  private void drawBeside(Graphics2D g, String text, int at, int middle, boolean toTheLeft) {
    int baseline = middle + (metrics.getAscent() - metrics.getDescent()) / 2;
    g.drawString(text, toTheLeft ? at - metrics.stringWidth(text) : at, baseline);
  }
}
