package dev.ebm.core.plot;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/** Samples, densities and energies over the plane, side by side, in equal scale on both axes. */
public final class DensityPlot {

  private static final int MARGIN = 24;
  private static final int GAP = 28;
  private static final Font TITLE = Pictures.font(Font.BOLD, 17);

  private DensityPlot() {}

  /**
   * Draws panels from left to right.
   *
   * @param title above all; may be empty
   * @throws IllegalArgumentException if there are no panels
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file cannot be written, EBM-R020 if the
   *     system has no fonts
   */
  public static void write(Path png, String title, List<Panel> panels) {
    write(png, title, panels, panels.size());
  }

  /**
   * Draws panels in rows.
   *
   * @param inARow at most so many, at least 1
   */
  public static void write(Path png, String title, List<Panel> panels, int inARow) {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a plot without panels");
    }
    Pictures.requireFonts();
    Pictures.write(png, render(title, panels, inARow));
  }

  static BufferedImage render(String title, List<Panel> panels, int inARow) {
    Graphics2D measure = Pictures.draw(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    List<PanelPicture> pictures =
        panels.stream().map(panel -> new PanelPicture(panel, measure)).toList();
    int cellWidth = pictures.stream().mapToInt(PanelPicture::width).max().orElseThrow() + GAP;
    int cellHeight = pictures.stream().mapToInt(PanelPicture::height).max().orElseThrow() + GAP;
    int columns = Math.min(inARow, pictures.size());
    int rows = (pictures.size() + columns - 1) / columns;
    FontMetrics metrics = measure.getFontMetrics(TITLE);
    int top = MARGIN + (title.isEmpty() ? 0 : metrics.getHeight() + MARGIN / 2);
    int width = Math.max(columns * cellWidth - GAP, metrics.stringWidth(title)) + 2 * MARGIN;
    measure.dispose();

    BufferedImage image =
        new BufferedImage(
            width, top + rows * cellHeight - GAP + MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Pictures.draw(image);
    graphics.setColor(Pictures.INK);
    graphics.setFont(TITLE);
    graphics.drawString(title, MARGIN, MARGIN + metrics.getAscent());
    for (int i = 0; i < pictures.size(); i++) {
      int left = MARGIN + i % columns * cellWidth;
      pictures.get(i).draw(graphics, left, top + i / columns * cellHeight);
    }
    graphics.dispose();
    return image;
  }
}
