package dev.ebm.app;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.ebm.app.bench.Benchmark;
import dev.ebm.app.bench.Suite;
import dev.ebm.app.command.EbmCommand;
import dev.ebm.app.console.Console;
import dev.ebm.app.doctor.BackendChecks;
import dev.ebm.app.doctor.CacheChecks;
import dev.ebm.app.doctor.DoctorCheck;
import dev.ebm.app.doctor.JavaChecks;
import dev.ebm.app.doctor.PictureCheck;
import dev.ebm.app.doctor.PluginChecks;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.app.study.Studies;
import dev.ebm.app.train.Interrupts;
import dev.ebm.app.train.Invocation;
import dev.ebm.app.train.RunPlaces;
import dev.ebm.app.train.SystemInterrupts;
import dev.ebm.app.train.Training;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/**
 * What the program itself brings: commands and what they work with. Nothing here opens a backend.
 */
final class HostBindings extends AbstractModule {

  private final Console console;
  private final Clock clock;
  private final Invocation invocation;

  HostBindings(Console console, Clock clock, Invocation invocation) {
    this.console = console;
    this.clock = clock;
    this.invocation = invocation;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireAtInjectOnConstructors();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();

    bind(Console.class).toInstance(console);
    bind(Clock.class).toInstance(clock);
    bind(Invocation.class).toInstance(invocation);
    bind(Interrupts.class).to(SystemInterrupts.class);
    bind(SystemInterrupts.class).in(Singleton.class);
    bind(Assembly.class);
    bind(TrainedModels.class);
    bind(RunPlaces.class);
    bind(Training.class);
    bind(Studies.class);
    bind(Suite.class);
    bind(Benchmark.class);
    EbmCommand.SUBCOMMANDS.forEach(this::bind);

    Multibinder<DoctorCheck> checks = Multibinder.newSetBinder(binder(), DoctorCheck.class);
    for (Class<? extends DoctorCheck> check :
        List.of(
            JavaChecks.class,
            PluginChecks.class,
            BackendChecks.class,
            CacheChecks.class,
            PictureCheck.class)) {
      bind(check);
      checks.addBinding().to(check);
    }
  }
}
