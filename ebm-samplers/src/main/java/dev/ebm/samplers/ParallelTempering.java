package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Parallel tempering (Swendsen and Wang 1986; Geyer 1991; Hukushima and Nemoto 1996): each chain
 * has K replicas at temperatures that rise in a geometric sequence from T_1 = T to T_K, each moved
 * by a kernel for exp(-U/T_k). Hot replicas cross the barriers between modes, and exchanges bring
 * them down: neighbours change places with probability
 *
 * <pre>min(1, exp((1/T_k - 1/T_(k+1)) (U(x_k) - U(x_(k+1)))))</pre>
 *
 * so that each replica keeps its law. Pairs (1, 2), (3, 4), ... and (2, 3), (4, 5), ... take turns,
 * which carries replicas through all temperatures faster than pairs drawn at random (Okabe, Kawata,
 * Okamoto and Mikami 2001; Syed, Bouchard-Cote, Deligiannidis and Doucet 2022). The chain's
 * position is that of the coldest replica.
 *
 * <p>T_K should be so high that a replica there crosses every barrier, and exchanges be accepted
 * one time in five at least, else more replicas are needed: about as many as the square root of the
 * number of features times log(T_K/T). The kernel works in units of sqrt(T_k), so that a step at
 * temperature T_k is what the kernel does with that temperature; leave the kernel's own at 1. If it
 * adapts, every replica adapts by itself.
 *
 * <p>A step takes n steps of the kernel for each replica and then tries one exchange of every
 * second pair; that costs what n + 1 steps of the kernel on K times as many chains cost, and an
 * energy for each. It reports for each chain what the kernel reports of the coldest replica,
 * averaged over the n steps, the {@code displacement} over all of them with the exchange, and
 * {@code swap-acceptance}, the mean probability of the exchanges tried. A chain of which any
 * replica is no longer finite is lost as a whole.
 *
 * @param kernel moves the replicas
 * @param replicas K
 * @param temperature T, of the coldest replica
 * @param maxTemperature T_K, of the hottest
 * @param swapEvery n, the kernel's steps between exchanges
 */
public record ParallelTempering(
    Sampler kernel, int replicas, Schedule temperature, double maxTemperature, int swapEvery)
    implements Sampler {

  /** The name of the mean probability of exchanges among a step's info. */
  static final String SWAP_ACCEPTANCE = "swap-acceptance";

  private static final String PLACE = "sampler 'parallel-tempering'";
  private static final String HOTTER = "replicas";
  private static final String KERNEL = "kernel";

  /** Chosen by {@code parallel-tempering}. */
  public static final ComponentFactory<Sampler, Config> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "parallel-tempering",
          Config.class,
          "Parallel tempering: replicas at rising temperatures that change places",
          (config, context) -> {
            context.features().requireContinuous(PLACE, Langevin.FOR_BITS);
            return new ParallelTempering(
                kernel(config.kernel(), context),
                config.replicas(),
                config.temperature(),
                config.maxTemperature(),
                config.swapEvery());
          });

  /**
   * The options.
   *
   * @param kernel moves the replicas
   * @param replicas K
   * @param temperature T, of the coldest replica
   * @param maxTemperature T_K, of the hottest
   * @param swapEvery n, the kernel's steps between exchanges
   */
  public record Config(
      @Option(doc = "Sampler that moves the replicas, at temperature 1", byDefault = "mala")
          ComponentSpec<Sampler> kernel,
      @Option(doc = "K, the replicas of each chain", byDefault = "5") @Range(min = 2) int replicas,
      @Option(doc = "T, the temperature that chains draw from", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          Schedule temperature,
      @Option(doc = "T_K, the hottest replica's temperature, above T", byDefault = "10")
          @Range(min = 0, exclusiveMin = true)
          double maxTemperature,
      @Option(doc = "n, the kernel's steps between exchanges", byDefault = "5") @Range(min = 1)
          int swapEvery) {

    /** Checks the order of the temperatures. */
    public Config {
      requireRising(temperature, maxTemperature);
    }
  }

  /** Checks the order of the temperatures. */
  public ParallelTempering {
    requireRising(temperature, maxTemperature);
  }

  private static Sampler kernel(ComponentSpec<Sampler> spec, ComponentContext context) {
    Sampler kernel = context.create(spec);
    Chains.requireKernel(kernel, PLACE, spec.name());
    if (kernel instanceof ParallelTempering) {
      throw tempered("the kernel has replicas of its own", "raise replicas, and name another");
    }
    Object own = spec.options().getOrDefault("temperature", 1);
    if (!(own instanceof Number t && t.doubleValue() == 1)) {
      throw tempered(
          "the kernel has a temperature of its own beside the replicas'",
          "set parallel-tempering's temperature, and leave the kernel's at 1");
    }
    return kernel;
  }

  private static EbmException tempered(String what, String hint) {
    return new EbmException(Problem.error("EBM-M015", PLACE, what, hint));
  }

  private static void requireRising(Schedule temperature, double maxTemperature) {
    if (temperature.bounds().stream().anyMatch(t -> t >= maxTemperature)) {
      throw new IllegalArgumentException(
          "max-temperature %s must be above the temperature".formatted(maxTemperature));
    }
  }

  /** The kernel's, of whose steps each one takes some. */
  @Override
  public int warmUp() {
    return -Math.floorDiv(-kernel.warmUp(), swapEvery);
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Shape features = position.shape().range(1, position.rank());
    Shape hotter = features.prepend(position.dim(0), replicas - 1);
    Tree<Tensor> state =
        StepCount.start(
            Tree.of(POSITION, position).with(HOTTER, position.expandDims(1).broadcastTo(hotter)));
    Ladder ladder = ladder(state);
    return state.and(stored(kernel.init(ladder.tempered(energy), ladder.scaled(all(state)))));
  }

  /** What the kernel remembers is computed anew in every step. */
  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state;
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Ladder ladder = ladder(state);
    EnergyFunction tempered = ladder.tempered(energy);
    Tree<Tensor> before = restored(state).with(POSITION, ladder.scaled(all(state)));
    Transition moved =
        Chains.advance(
            kernel, tempered, key.fold("kernel"), kernel.refresh(tempered, before), swapEvery);
    Tensor x = ladder.unscaled(moved.state().get(POSITION)); // [C, K, ...]
    Exchange exchange = exchange(energy, key.fold("swap"), ladder, StepCount.of(state), x);
    Tensor coldest = where(isFinite(x), exchange.replicas.get(0), constant(Double.NaN));
    Tensor hotter = Tensors.stack(1, exchange.replicas.subList(1, replicas));
    Tensor move = coldest.sub(state.get(POSITION));
    return new Transition(
        StepCount.next(
            with(state, stored(moved.state())).with(POSITION, coldest).with(HOTTER, hotter)),
        ofColdest(moved.info(), ladder)
            .with(DISPLACEMENT, PerChain.length(move))
            .with(SWAP_ACCEPTANCE, exchange.acceptance));
  }

  /**
   * The replicas after an exchange.
   *
   * @param replicas from cold to hot, {@code [C, ...]} each
   * @param acceptance mean probability of the exchanges tried, {@code [C]}
   */
  private record Exchange(List<Tensor> replicas, Tensor acceptance) {}

  private Exchange exchange(EnergyFunction energy, Key key, Ladder ladder, Tensor step, Tensor x) {
    Tensor u = ladder.energies(energy, x); // [C, K]
    Tensor odd = isOdd(step);
    List<Tensor> after = new ArrayList<>();
    for (int k = 0; k < replicas; k++) {
      after.add(x.get(1, k));
    }
    Tensor sum = Tensors.zeros(step.shape());
    Tensor tried = Tensors.zeros(step.shape());
    for (int k = 0; k + 1 < replicas; k++) {
      Tensor turn = replicas == 2 ? step.ge(0) : k % 2 == 0 ? odd.not() : odd;
      Tensor logRatio =
          ladder.inverse(k).sub(ladder.inverse(k + 1)).mul(u.get(1, k).sub(u.get(1, k + 1)));
      Decision decision = Decision.of(key.fold(k), logRatio).only(turn);
      after.set(k, decision.choose(x.get(1, k + 1), after.get(k)));
      after.set(k + 1, decision.choose(x.get(1, k), after.get(k + 1)));
      sum = sum.add(decision.acceptance());
      tried = tried.add(turn.cast(DType.FLOAT32));
    }
    return new Exchange(after, sum.div(tried));
  }

  private static Tensor isOdd(Tensor step) {
    Tensor half = step.cast(DType.FLOAT32).div(2);
    return half.ne(half.floor());
  }

  /** Whether all replicas of a chain are finite, in the shape of a column beside positions. */
  private static Tensor isFinite(Tensor x) {
    Tensor infinite = x.reshape(x.dim(0), -1).isFinite().not().cast(DType.FLOAT32).max(1);
    return PerChain.column(infinite.eq(0), x.get(1, 0));
  }

  private static Tensor all(Tree<Tensor> state) {
    return concat(1, state.get(POSITION).expandDims(1), state.get(HOTTER));
  }

  /** The kernel's state of {@code [C K, ...]} chains but for their positions, chains leading. */
  private Tree<Tensor> stored(Tree<Tensor> kernelState) {
    Tree<Tensor> stored = Tree.empty();
    for (String name : kernelState.names()) {
      if (!name.equals(POSITION)) {
        Tensor entry = kernelState.get(name);
        Shape rest = entry.shape().range(1, entry.rank());
        Shape byChain = rest.prepend(entry.dim(0) / replicas, replicas);
        stored = stored.with(name, entry.reshape(byChain));
      }
    }
    return stored.under(KERNEL);
  }

  private Tree<Tensor> restored(Tree<Tensor> state) {
    return state.at(KERNEL).map(Ladder::folded);
  }

  private Tree<Tensor> ofColdest(Tree<Tensor> info, Ladder ladder) {
    Tree<Tensor> coldest = Tree.empty();
    for (String name : info.names()) {
      if (!name.equals(Chains.FINITE)) {
        Tensor value = info.get(name).reshape(-1, replicas).get(1, 0);
        boolean tempered = name.equals(ENERGY);
        coldest = coldest.with(name, tempered ? value.div(ladder.inverse(0)) : value);
      }
    }
    return coldest;
  }

  private static Tree<Tensor> with(Tree<Tensor> state, Tree<Tensor> kernel) {
    Tree<Tensor> result = state;
    for (String name : kernel.names()) {
      result = result.with(name, kernel.get(name));
    }
    return result;
  }

  private Ladder ladder(Tree<Tensor> state) {
    Tensor coldest = StepCount.value(temperature, state).broadcastTo(state.get(POSITION).dim(0));
    return Ladder.geometric(coldest, maxTemperature, replicas);
  }
}
