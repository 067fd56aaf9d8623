package dev.ebm.core.config;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentKind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Java types in a user's words. */
final class TypeNames {

  private TypeNames() {}

  static String of(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      if (parameterized.getRawType() == Optional.class) {
        return of(argument);
      }
      if (parameterized.getRawType() == List.class) {
        return "list of " + of(argument);
      }
      if (parameterized.getRawType() == Map.class) {
        return "mapping of keys to text";
      }
      return argument instanceof Class<?> kind ? kind(kind) : argument.getTypeName();
    }
    return type instanceof Class<?> plain ? plain(plain) : type.getTypeName();
  }

  /** The word for a contract, such as {@code loss}. */
  static String kind(Class<?> contract) {
    if (contract == Backend.class) {
      return "backend";
    }
    return ComponentKind.of(contract).map(ComponentKind::label).orElse(contract.getSimpleName());
  }

  /** The constants of an enumerated type, alone, optional or in a list. */
  static List<String> choices(Type type) {
    return plainIn(type).filter(Class::isEnum).stream()
        .flatMap(plain -> Arrays.stream(plain.getEnumConstants()))
        .map(constant -> Scalars.kebab((Enum<?>) constant))
        .toList();
  }

  /** The contract of a named component, alone, optional or in a list. */
  static Optional<Class<?>> component(Type type) {
    if (!(type instanceof ParameterizedType parameterized)) {
      return Optional.empty();
    }
    Type argument = parameterized.getActualTypeArguments()[0];
    if (!Conversion.isComponent(type)) {
      return component(argument);
    }
    return argument instanceof Class<?> kind ? Optional.of(kind) : Optional.empty();
  }

  /** The record, alone, optional or in a list. */
  static Optional<Class<? extends Record>> nested(Type type) {
    return plainIn(type).filter(Class::isRecord).map(plain -> plain.asSubclass(Record.class));
  }

  private static Optional<Class<?>> plainIn(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      boolean container =
          parameterized.getRawType() == Optional.class || parameterized.getRawType() == List.class;
      return container ? plainIn(parameterized.getActualTypeArguments()[0]) : Optional.empty();
    }
    return type instanceof Class<?> plain ? Optional.of(plain) : Optional.empty();
  }

  private static String plain(Class<?> type) {
    Class<?> boxed = Scalars.boxed(type);
    if (Scalars.isWhole(boxed)) {
      return "whole number";
    }
    if (boxed == Double.class || boxed == Float.class) {
      return "finite number";
    }
    if (type == Schedule.class) {
      return "finite number or schedule";
    }
    if (boxed == Boolean.class) {
      return "true or false";
    }
    if (boxed == Character.class) {
      return "one character";
    }
    if (type == String.class) {
      return "text";
    }
    if (type == Path.class) {
      return "path";
    }
    if (type == Duration.class) {
      return "duration such as 90s, 5m, 1h30m";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> Scalars.kebab((Enum<?>) constant))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return type.isRecord() ? "mapping" : type.getName();
  }
}
