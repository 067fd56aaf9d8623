package dev.ebm.app.doctor;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.plot.CurvePlot;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Draws a picture, because fonts fail in many ways. */
public final class PictureCheck implements DoctorCheck {

  private static final String SUBJECT = "pictures";

  /** Draws into the system's folder of temporary files. */
  @Inject
  public PictureCheck() {}

  @Override
  public List<Finding> findings() {
    try {
      Path picture = Files.createTempFile("ebm-doctor", ".png");
      try {
        double[] line = {0, 1};
        CurvePlot.write(picture, "", List.of(new Curve("line", line, line, Optional.empty())));
        return List.of(
            Finding.good(
                SUBJECT,
                "fonts are there, a plot of %d bytes was drawn".formatted(Files.size(picture))));
      } catch (EbmException e) {
        Problem problem = e.problems().get(0);
        return List.of(Finding.failed(SUBJECT, problem.what(), problem.hint()));
      } finally {
        Files.delete(picture);
      }
    } catch (IOException e) {
      return List.of(
          Finding.failed(
              SUBJECT,
              "no picture can be written to the folder of temporary files: " + e,
              "free some space there, or name another by EBM_JAVA_OPTS=-Djava.io.tmpdir=DIR"));
    }
  }
}
