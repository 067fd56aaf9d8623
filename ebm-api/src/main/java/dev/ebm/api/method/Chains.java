package dev.ebm.api.method;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/** Several steps of a sampler as one loop of a program, for losses and for whoever runs chains. */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class Chains {

  /**
   * The name of the number that this class adds to the sampler's: the part of a chain's steps after
   * which its position was finite, {@code [C]}.
   */
  public static final String FINITE = "finite";

  private Chains() {}

  /**
   * Refuses a sampler that draws nothing.
   *
   * @param place of the method that needs draws, such as {@code metric 'mmd'}
   * @param name the sampler's
   * @throws EbmException EBM-M013 if it only descends
   */
  public static void requireDraws(Sampler sampler, String place, String name) {
    if (sampler.kind() == Sampler.Kind.DESCENT) {
      throw refused(
          "EBM-M013", place, "'%s' descends to modes, which are no draws".formatted(name));
    }
  }

  /**
   * Refuses a sampler that does not move chains on from where a method puts them.
   *
   * @param place of the method, such as {@code loss 'contrastive-divergence'}
   * @param name the sampler's
   * @throws EbmException EBM-M013 if it only descends, EBM-M014 if it begins in noise
   */
  public static void requireKernel(Sampler sampler, String place, String name) {
    requireDraws(sampler, place, name);
    if (sampler.kind() == Sampler.Kind.ANNEALED) {
      throw refused(
          "EBM-M014",
          place,
          "chains of '%s' begin in noise of their own, wherever they are put".formatted(name));
    }
  }

  private static EbmException refused(String code, String place, String what) {
    return new EbmException(
        Problem.error(code, place, what, "name a sampler that moves chains on, such as mala"));
  }

  /**
   * Advances chains. No derivative leads through the steps.
   *
   * @param key from which each step's key is folded
   * @param state of the chains, as {@link Sampler#init} or an earlier call left it
   * @param steps at least 1
   * @return the state after the last step, and the sampler's numbers averaged over the steps,
   *     {@code [C]}, with {@link #FINITE}
   */
  public static Sampler.Transition advance(
      Sampler sampler, EnergyFunction energy, Key key, Tree<Tensor> state, int steps) {
    List<String> names = state.names();
    List<String> infos = sampler.step(energy, key, state).info().names();
    int chains = state.get(Sampler.POSITION).dim(0);
    List<Tensor> carried = new ArrayList<>(state.values());
    for (int i = 0; i <= infos.size(); i++) {
      carried.add(Tensors.zeros(Shape.of(chains)));
    }
    List<Tensor> end =
        Tensors.loop(
            steps,
            carried,
            (i, before) -> {
              Sampler.Transition next =
                  sampler.step(
                      energy, key.fold(i), Tree.zip(names, before.subList(0, names.size())));
              List<Tensor> after = new ArrayList<>();
              names.forEach(name -> after.add(next.state().get(name)));
              for (String info : infos) {
                after.add(before.get(after.size()).add(next.info().get(info).div(steps)));
              }
              Tensor finite = isFinite(next.state().get(Sampler.POSITION)).div(steps);
              after.add(before.get(after.size()).add(finite));
              return after;
            });
    Map<String, Tensor> info = new LinkedHashMap<>();
    for (String name : infos) {
      info.put(name, end.get(names.size() + info.size()).stopGradient());
    }
    info.put(FINITE, end.get(end.size() - 1));
    Tree<Tensor> last = Tree.zip(names, end.subList(0, names.size()));
    return new Sampler.Transition(last.map(Tensor::stopGradient), Tree.copyOf(info));
  }

  /** 1 where all of a chain's position is finite, 0 elsewhere: {@code [C]}. */
  private static Tensor isFinite(Tensor position) {
    Tensor infinite = position.reshape(position.dim(0), -1).isFinite().not();
    return infinite.cast(DType.FLOAT32).max(1).neg().add(1);
  }
}
