package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.BackendFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stands before an object of a plugin. Every call into it has the plugin's class loader as the
 * thread's context class loader; what it throws names the plugin, and what it returns is checked
 * against its contract. Calls that compute nothing have a time limit. Objects that it returns in
 * turn are guarded too.
 *
 * <p>The application's own plugins are not guarded: their backends answer many calls in a step.
 */
final class Guard implements InvocationHandler {

  /** Called while programs are traced; nothing of a program runs then. */
  private static final Set<Class<?>> TRACED =
      Set.of(
          Energy.class,
          Perturbation.class,
          Loss.class,
          Sampler.class,
          Optimizer.class,
          Initializer.class,
          LogDensity.class,
          Split.Generator.class);

  private final Origin origin;
  private final Object guarded;

  private Guard(Origin origin, Object guarded) {
    this.origin = origin;
    this.guarded = guarded;
  }

  /** The object behind its guard; it has all interfaces of the API that the object has. */
  static <T> T before(Class<T> contract, T object, Origin origin) {
    ClassLoader api = contract.getClassLoader();
    Set<Class<?>> interfaces = new LinkedHashSet<>(List.of(contract));
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> offered : type.getInterfaces()) {
        if (offered == AutoCloseable.class || offered.getName().startsWith("dev.ebm.api.")) {
          interfaces.add(offered);
        }
      }
    }
    return contract.cast(
        Proxy.newProxyInstance(
            api, interfaces.toArray(Class<?>[]::new), new Guard(origin, object)));
  }

  /** Where an object comes from, if it is one of a plugin that is not the application's own. */
  static Optional<Origin> origin(Object object) {
    return guard(object).map(guard -> guard.origin);
  }

  /** The plugin's own object, if it is guarded. */
  @SuppressWarnings("unchecked")
  static <T> T inside(T object) {
    return (T) guard(object).map(guard -> guard.guarded).orElse(object);
  }

  private static Optional<Guard> guard(Object object) {
    return object != null
            && Proxy.isProxyClass(object.getClass())
            && Proxy.getInvocationHandler(object) instanceof Guard guard
        ? Optional.of(guard)
        : Optional.empty();
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < given.length; i++) {
      given[i] =
          given[i] instanceof List<?> list ? list.stream().map(this::own).toList() : own(given[i]);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(origin.loader());
    try {
      Object returned = call(method, given);
      return method.getReturnType() == void.class || method.getDeclaringClass() == Object.class
          ? returned
          : checked(method, given, returned);
    } catch (InvocationTargetException e) {
      throw origin.failure(method.getName(), e.getCause());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Object call(Method method, Object[] given) throws ReflectiveOperationException {
    Body<Object, ReflectiveOperationException> body = () -> method.invoke(guarded, given);
    return isQuick(method)
        ? new LimitedCall<>(origin.toString(), method.getName(), origin.loader(), body)
            .within(origin.limit())
        : body.call();
  }

  /** Whether a method computes nothing: it adds to a program, looks around, or ends. */
  private static boolean isQuick(Method method) {
    Class<?> contract = method.getDeclaringClass();
    return TRACED.contains(contract)
        || contract == BackendFactory.class && method.getName().equals("probe")
        || contract == Backend.class && method.getName().equals("close");
  }

  /** A plugin is given its own objects, not their guards. */
  private Object own(Object argument) {
    return guard(argument)
        .filter(guard -> guard.origin.loader() == origin.loader())
        .map(guard -> guard.guarded)
        .orElse(argument);
  }

  private Object checked(Method method, Object[] given, Object returned) {
    Optional<String> fault;
    Object result = returned;
    try {
      fault = Contract.fault(guarded, method, given, returned);
      if (fault.isEmpty()) {
        result = guarded(returned);
      }
    } catch (RuntimeException | LinkageError e) {
      fault = Optional.of("returned something incomplete: " + Origin.inOneLine(e));
    }
    if (fault.isPresent()) {
      throw origin.broken(method.getName(), fault.get());
    }
    return result;
  }

  private Object guarded(Object returned) {
    if (returned instanceof Tree<?> tree) {
      return tree.map(this::guarded);
    }
    if (returned instanceof Parameter parameter) {
      return new Parameter(
          parameter.shape(),
          before(Initializer.class, parameter.initializer(), origin),
          parameter.trainable());
    }
    if (returned instanceof Split.Stream stream) {
      return new Split.Stream(before(Split.Generator.class, stream.generator(), origin));
    }
    if (returned instanceof Optional<?> optional) {
      return optional.map(this::guarded);
    }
    if (returned instanceof List<?> list) {
      return list.stream().map(this::guarded).toList();
    }
    for (Class<?> contract :
        List.of(Value.class, Executable.class, Dataset.class, LogDensity.class)) {
      if (contract.isInstance(returned)) {
        return before(returned, contract);
      }
    }
    return returned;
  }

  private <T> Object before(Object object, Class<T> contract) {
    return before(contract, contract.cast(object), origin);
  }
}
