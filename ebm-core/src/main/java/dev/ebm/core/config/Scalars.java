package dev.ebm.core.config;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Single values of an option's type from what the file holds. */
final class Scalars {

  private static final Pattern GROUPED = Pattern.compile("(?<=\\d)_(?=\\d)");

  /** Days, hours, minutes, seconds and milliseconds, each at most once and in this order. */
  private static final Pattern UNITS =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

  private static final Duration[] UNIT = {
    Duration.ofDays(1),
    Duration.ofHours(1),
    Duration.ofMinutes(1),
    Duration.ofSeconds(1),
    Duration.ofMillis(1)
  };

  /** Beyond any double; a larger exponent would only cost memory. */
  private static final int LARGEST_EXPONENT = 400;

  private Scalars() {}

  /** Whether options may have this type. */
  static boolean supports(Class<?> type) {
    Class<?> boxed = boxed(type);
    return isWhole(boxed)
        || boxed == Double.class
        || boxed == Float.class
        || boxed == Boolean.class
        || boxed == Character.class
        || type == String.class
        || type == Path.class
        || type == Duration.class
        || type.isEnum();
  }

  /** A value of the type, or nothing if the raw value does not fit it. */
  static Optional<Object> of(Class<?> type, Object raw) {
    boolean scalar = raw instanceof String || raw instanceof Number || raw instanceof Boolean;
    if (!scalar) {
      return Optional.empty();
    }
    String text = raw.toString();
    Class<?> boxed = boxed(type);
    if (boxed == Boolean.class) {
      boolean yes = text.equalsIgnoreCase("true");
      return yes || text.equalsIgnoreCase("false") ? Optional.of(yes) : Optional.empty();
    }
    if (isWhole(boxed)) {
      return number(text).flatMap(n -> whole(boxed, n));
    }
    if (boxed == Double.class) {
      return number(text).map(BigDecimal::doubleValue).filter(Double::isFinite).map(d -> d);
    }
    if (boxed == Float.class) {
      return number(text).map(BigDecimal::floatValue).filter(Float::isFinite).map(f -> f);
    }
    if (boxed == Character.class) {
      return text.length() == 1 ? Optional.of(text.charAt(0)) : Optional.empty();
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    return type == String.class ? Optional.of(text) : constant(type, text);
  }

  /** Whether a value is a whole number, though perhaps of too many digits for a type. */
  static boolean isWholeNumber(Object raw) {
    return raw != null && number(raw.toString()).flatMap(Scalars::exact).isPresent();
  }

  static boolean isWhole(Class<?> boxed) {
    return boxed == Integer.class
        || boxed == Long.class
        || boxed == Short.class
        || boxed == Byte.class;
  }

  static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  /** {@code LOG_NORMAL} as {@code log-normal}. */
  static String kebab(Enum<?> constant) {
    return kebab(constant.name());
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      BigDecimal number = new BigDecimal(GROUPED.matcher(text).replaceAll(""));
      long exponent = (long) number.precision() - number.scale();
      return exponent > LARGEST_EXPONENT ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> whole(Class<?> boxed, BigDecimal number) {
    return exact(number).filter(n -> n.bitLength() < bits(boxed)).map(n -> narrow(boxed, n));
  }

  private static Optional<BigInteger> exact(BigDecimal number) {
    boolean tiny = (long) number.precision() - number.scale() <= 0 && number.signum() != 0;
    try {
      return tiny ? Optional.empty() : Optional.of(number.toBigIntegerExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The bits of a whole number type, with the sign. */
  static int bits(Class<?> type) {
    Class<?> boxed = boxed(type);
    if (boxed == Long.class) {
      return Long.SIZE;
    }
    if (boxed == Integer.class) {
      return Integer.SIZE;
    }
    return boxed == Short.class ? Short.SIZE : Byte.SIZE;
  }

  private static Object narrow(Class<?> boxed, BigInteger number) {
    if (boxed == Long.class) {
      return number.longValueExact();
    }
    if (boxed == Integer.class) {
      return number.intValueExact();
    }
    return boxed == Short.class ? (Object) number.shortValueExact() : number.byteValueExact();
  }

  private static Optional<Object> path(String text) {
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> duration(String text) {
    var units = UNITS.matcher(text.toLowerCase(Locale.ROOT));
    try {
      if (text.isEmpty() || !units.matches()) {
        return Optional.of(Duration.parse(text));
      }
      Duration sum = Duration.ZERO;
      for (int i = 0; i < UNIT.length; i++) {
        if (units.group(i + 1) != null) {
          sum = sum.plus(UNIT[i].multipliedBy(Long.parseLong(units.group(i + 1))));
        }
      }
      return Optional.of(sum);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> kebab((Enum<?>) constant).equals(kebab(text)))
        .findFirst()
        .map(constant -> constant);
  }
}
