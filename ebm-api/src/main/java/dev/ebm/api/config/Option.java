package dev.ebm.api.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * Documents one component of a configuration record. The key in the experiment file is the
 * component's name in kebab-case ({@code stepSize} becomes {@code step-size}).
 */
@API(status = API.Status.STABLE, since = "1.0")
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

  /** What the option means, with its unit, in one line. */
  String doc();

  /**
   * The default in the experiment file's syntax. An option without default is required, unless its
   * type is {@link java.util.Optional}.
   */
  String byDefault() default REQUIRED;

  /** The key, if it is not the kebab-case form of the component's name. */
  String key() default "";

  /** A former key that is still accepted with a warning. */
  String formerly() default "";

  /** Marks an option without default. */
  String REQUIRED = "\u0000required";
}
