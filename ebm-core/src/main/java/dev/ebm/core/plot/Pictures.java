package dev.ebm.core.plot;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.run.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** What all pictures share: fonts, colours, and how they are written. */
final class Pictures {

  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color FAINT_INK = new Color(0x66, 0x66, 0x66);
  static final Color LINES = new Color(0xe4, 0xe4, 0xe4);

  /**
   * Distinct for all kinds of colour vision (M. Okabe and K. Ito, "Color universal design", 2008).
   */
  static final List<Color> SERIES =
      List.of(
          new Color(0x00, 0x72, 0xb2),
          new Color(0xd5, 0x5e, 0x00),
          new Color(0x00, 0x9e, 0x73),
          new Color(0xcc, 0x79, 0xa7),
          new Color(0xe6, 0x9f, 0x00),
          new Color(0x56, 0xb4, 0xe9),
          INK);

  private Pictures() {}

  static Color series(int index) {
    return SERIES.get(index % SERIES.size());
  }

  /** Dashed where the colours begin anew. */
  static BasicStroke line(int index) {
    float[] dashes = {6, 4};
    return index < SERIES.size()
        ? new BasicStroke(2)
        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  static Color withOpacity(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /**
   * Checks that text can be drawn.
   *
   * @throws EbmException EBM-R020 if the system has no fonts
   */
  static void requireFonts() {
    requireFonts(
        () ->
            font(Font.PLAIN, 12)
                .getStringBounds("0", new FontRenderContext(null, true, true))
                .getWidth());
  }

  /** Java reports missing fonts or a missing font library in many ways, errors among them. */
  static void requireFonts(Runnable measurement) {
    try {
      measurement.run();
    } catch (RuntimeException | InternalError | LinkageError e) {
      throw new EbmException(
          Problem.error(
              "EBM-R020",
              "plot",
              "this system has no fonts that Java can use: " + root(e),
              "install fontconfig and a font, such as the packages fontconfig and"
                  + " fonts-dejavu-core"),
          e);
    }
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  static EbmException nothingToDraw(String where, String what) {
    return new EbmException(
        Problem.error(
            "EBM-R021", where, "nothing to draw: " + what, "check that training did not diverge"));
  }

  /** The number of rows of points in the plane, {@code [n, 2]}. */
  static int requirePlane(TensorData points) {
    if (points.shape().rank() != 2 || points.shape().dim(1) != 2) {
      throw new IllegalArgumentException("points of the plane are [n, 2], not " + points.shape());
    }
    return points.shape().dim(0);
  }

  static Graphics2D draw(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    return graphics;
  }

  static void write(Path png, BufferedImage image) {
    // To memory first: the encoder would hide that a disk is full behind an error of its own.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicFile.write(
        png,
        out -> {
          if (!ImageIO.write(image, "png", bytes)) {
            throw new IOException("this Java has no PNG writer");
          }
          bytes.writeTo(out);
        });
  }
}
