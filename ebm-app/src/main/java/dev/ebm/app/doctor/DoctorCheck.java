package dev.ebm.app.doctor;

import java.util.List;

/** Something that a run needs. */
@FunctionalInterface
public interface DoctorCheck {

  /** What was found, one entry a subject; never throws because of what it finds. */
  List<Finding> findings();
}
