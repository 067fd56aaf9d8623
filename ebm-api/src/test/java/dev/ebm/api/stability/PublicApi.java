package dev.ebm.api.stability;

import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** What plugins can see of this module, read from its compiled classes. */
final class PublicApi {

  private PublicApi() {}

  /** Public types and the public types in them. */
  static List<Class<?>> types() {
    try {
      Path classes =
          Path.of(EbmPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(classes)) {
        return files
            .map(file -> classes.relativize(file).toString())
            .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
            .sorted()
            .<Class<?>>map(PublicApi::load)
            .filter(PublicApi::isVisible)
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replaceAll("[/\\\\]", ".");
    try {
      return Class.forName(name, false, EbmPlugin.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
  }

  /** How stable a type is; one inside another is as stable as that. */
  static API.Status status(Class<?> type) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    API api = outermost.getAnnotation(API.class);
    return api == null ? API.Status.INTERNAL : api.status();
  }

  /** The types in the signatures of a type. */
  static Set<Class<?>> shown(Class<?> type) {
    Set<Class<?>> shown = new HashSet<>(Arrays.asList(type.getInterfaces()));
    members(type)
        .forEach(executable -> shown.addAll(Arrays.asList(executable.getParameterTypes())));
    methods(type).forEach(method -> shown.add(method.getReturnType()));
    fields(type).forEach(field -> shown.add(field.getType()));
    return shown;
  }

  /** One line for each type and each member of stable types, sorted. */
  static Set<String> signatures() {
    Set<String> lines = new TreeSet<>();
    for (Class<?> type : types()) {
      if (status(type) == API.Status.STABLE) {
        lines.add(header(type));
        constructors(type)
            .forEach(constructor -> lines.add(type.getName() + " " + text(constructor)));
        methods(type).forEach(method -> lines.add(type.getName() + " " + text(method)));
        fields(type).forEach(field -> lines.add(type.getName() + " " + field.toGenericString()));
      }
    }
    return lines;
  }

  private static String header(Class<?> type) {
    String parents =
        Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()),
                Stream.of(type.getGenericInterfaces()))
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    String record =
        type.isRecord()
            ? Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", ", " (", ")"))
            : "";
    return "%s type %s %s%s : %s"
        .formatted(
            type.getName(),
            Modifier.toString(type.getModifiers()),
            Arrays.toString(type.getTypeParameters()),
            record,
            parents);
  }

  private static String text(Executable executable) {
    boolean hasDefault = executable instanceof Method m && m.getDefaultValue() != null;
    return executable.toGenericString() + (hasDefault ? " with a default" : "");
  }

  private static Stream<Executable> members(Class<?> type) {
    return Stream.concat(constructors(type), methods(type));
  }

  private static Stream<Constructor<?>> constructors(Class<?> type) {
    return Stream.of(type.getDeclaredConstructors())
        .filter(constructor -> isOffered(constructor.getModifiers()))
        .map(constructor -> constructor);
  }

  private static Stream<Method> methods(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> isOffered(method.getModifiers()) && !method.isSynthetic());
  }

  private static Stream<Field> fields(Class<?> type) {
    return Stream.of(type.getDeclaredFields())
        .filter(field -> isOffered(field.getModifiers()) && !field.isSynthetic());
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
