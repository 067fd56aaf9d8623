package dev.ebm.core.config;

import dev.ebm.api.method.Schedule;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The forms of a schedule by the names that a file gives them. */
public final class Schedules {

  /** In the order of their declaration: {@code constant}, {@code linear}, ... */
  public static final Map<String, Class<? extends Record>> FORMS = forms();

  private Schedules() {}

  private static Map<String, Class<? extends Record>> forms() {
    Map<String, Class<? extends Record>> forms = new LinkedHashMap<>();
    Arrays.stream(Schedule.class.getPermittedSubclasses())
        .forEach(form -> forms.put(name(form), form.asSubclass(Record.class)));
    return Collections.unmodifiableMap(forms);
  }

  static String name(Class<?> form) {
    return RecordOption.kebab(form.getSimpleName());
  }
}
