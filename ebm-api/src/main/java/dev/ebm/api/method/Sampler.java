package dev.ebm.api.method;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/**
 * A Markov kernel that leaves exp(-U) invariant, exactly or nearly. It knows one step; loops,
 * burn-in, thinning and storage belong to whoever runs it. Chains lead: {@code [C, ...]}.
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface Sampler {

  /** The name of the state's entry that holds the positions. */
  String POSITION = "position";

  /** The name of the energies before a step among {@link Transition#info}. */
  String ENERGY = "energy";

  /** The name of the probabilities that the steps were accepted among {@link Transition#info}. */
  String ACCEPTANCE = "acceptance";

  /** The name of the lengths |x' - x| of the steps among {@link Transition#info}. */
  String DISPLACEMENT = "displacement";

  /** The name of the step sizes in use among {@link Transition#info}. */
  String STEP_SIZE = "step-size";

  /**
   * The name of the lengths of the drift in units of the noise's root mean square length among
   * {@link Transition#info}.
   */
  String DRIFT_TO_NOISE = "drift-to-noise";

  /** What a sampler's steps are, and so where it serves. */
  enum Kind {
    /** A Markov kernel, which moves chains on from where they stand. */
    KERNEL,
    /** A way from noise to draws, by an energy of many noise levels; where chains start is lost. */
    ANNEALED,
    /** A descent to low energies, whose ends are no draws. */
    DESCENT
  }

  /** What the steps are, a kernel's unless overridden. */
  default Kind kind() {
    return Kind.KERNEL;
  }

  /**
   * How many first steps of a chain leave it at no draw, whatever its start: those that adapt, or
   * the whole way from noise. Whoever draws takes a burn-in of so many at least. 0 unless
   * overridden.
   */
  default int warmUp() {
    return 0;
  }

  /**
   * The state of chains that start at given positions.
   *
   * @param position {@code [C, ...]}
   * @return the state; its entry {@link #POSITION} holds the positions
   */
  default Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position);
  }

  /**
   * The state of chains whose positions or whose energy were changed from outside, such as by an
   * exchange between chains or an update of the energy's parameters. A sampler that remembers
   * anything of the energy computes it anew, and keeps what it has counted or adapted. Unless
   * overridden the chains begin again.
   *
   * @param state of this sampler's chains; its entry {@link #POSITION} is where they stand now
   * @return a state of the same names and types
   */
  default Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return init(energy, state.get(POSITION));
  }

  /**
   * One step of every chain.
   *
   * @param key this step's key
   * @param state as {@link #init}, {@link #refresh} or the last step left it, for the same energy
   */
  Transition step(EnergyFunction energy, Key key, Tree<Tensor> state);

  /**
   * The result of one step.
   *
   * @param state entries of the same names and types as before the step
   * @param info numbers for each chain, {@code [C]}; where a sampler has an acceptance or a step
   *     size it reports them under the names above, from which failures and warnings are told
   */
  record Transition(Tree<Tensor> state, Tree<Tensor> info) {}
}
