package dev.ebm.core.plot;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
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
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a plot without panels");
    }
    Pictures.requireFonts();
    Pictures.write(png, render(title, panels));
  }

  static BufferedImage render(String title, List<Panel> panels) {
    Graphics2D measure = Pictures.draw(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    List<PanelPicture> pictures = new ArrayList<>();
    int width = 2 * MARGIN - GAP;
    int height = 0;
    for (Panel panel : panels) {
      PanelPicture picture = new PanelPicture(panel, measure);
      pictures.add(picture);
      width += picture.width() + GAP;
      height = Math.max(height, picture.height());
    }
    FontMetrics metrics = measure.getFontMetrics(TITLE);
    int top = MARGIN + (title.isEmpty() ? 0 : metrics.getHeight() + MARGIN / 2);
    width = Math.max(width, metrics.stringWidth(title) + 2 * MARGIN);
    measure.dispose();

    BufferedImage image =
        new BufferedImage(width, top + height + MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Pictures.draw(image);
    graphics.setColor(Pictures.INK);
    graphics.setFont(TITLE);
    graphics.drawString(title, MARGIN, MARGIN + metrics.getAscent());
    int left = MARGIN;
    for (PanelPicture picture : pictures) {
      picture.draw(graphics, left, top);
      left += picture.width() + GAP;
    }
    graphics.dispose();
    return image;
  }
}
