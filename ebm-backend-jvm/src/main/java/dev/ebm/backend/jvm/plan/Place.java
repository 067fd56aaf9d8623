package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.memory.Heap;

/** Where a step finds or leaves a value when a plan runs. */
sealed interface Place permits Place.Elements, Place.KeyPlace {

  /** Binds this place to what another place of its kind holds, from one of its elements on. */
  void show(Place other, int from);

  /** A stretch of an array, or a part of another such place. */
  abstract sealed class Elements<A> implements Place permits Floats, Numbers {
    private final Elements<A> whole;
    private final int delta;
    private final int size;
    private A array;
    private int offset;

    /** A place that is bound before the plan runs. */
    private Elements(int size) {
      this.whole = this;
      this.delta = 0;
      this.size = size;
    }

    /** A part of another place, which follows the other's binding. */
    private Elements(Elements<A> whole, int delta, int size) {
      this.whole = whole.whole;
      this.delta = whole.delta + delta;
      this.size = size;
    }

    /** A part of this place, which follows its binding. */
    abstract Elements<A> part(int from, int count);

    /** A place of this kind and size with memory of its own. */
    abstract Elements<A> fresh();

    /** Copies the elements of another place of this kind and size. */
    void copyFrom(Place other) {
      Elements<?> source = (Elements<?>) other;
      System.arraycopy(source.array(), source.offset(), array(), offset(), size);
    }

    void bind(A newArray, int newOffset) {
      array = newArray;
      offset = newOffset;
    }

    A array() {
      return whole.array;
    }

    int offset() {
      return whole.offset + delta;
    }

    int size() {
      return size;
    }
  }

  /** float32 or bool elements. */
  final class Floats extends Elements<float[]> {
    private final Floats whole;
    private int group;
    private int laneStride;

    /** A place that is bound before the plan runs. */
    Floats(int size) {
      super(size);
      this.whole = this;
    }

    private Floats(Floats whole, int delta, int size) {
      super(whole, delta, size);
      this.whole = whole.whole;
    }

    @Override
    Floats part(int from, int count) {
      return new Floats(this, from, count);
    }

    @Override
    Floats fresh() {
      Floats place = new Floats(size());
      place.bind(Heap.floats(size()), 0);
      return place;
    }

    @Override
    public void show(Place other, int from) {
      bind(((Floats) other).array(), ((Floats) other).offset() + from);
    }

    /**
     * Puts the place into the memory of tiles, each of which holds the elements of its own groups.
     *
     * @param slot the start in that memory
     * @param elements of one group
     */
    void bindToTiles(int slot, int elements) {
      bind(new float[0], slot);
      group = elements;
    }

    /** Gives every lane of a stretch a place of its own, so many elements apart. */
    void bindToLanes(float[] newArray, int newOffset, int stride) {
      bind(newArray, newOffset);
      laneStride = stride;
    }

    /** The array that holds the elements while a tile runs. */
    float[] array(Tile tile) {
      return whole.group == 0 ? array() : tile.memory();
    }

    /**
     * Where element 0 is, or would be, in {@link #array(Tile)}. It may lie before the array when
     * that holds the elements of the tile's groups alone.
     */
    int offset(Tile tile) {
      return offset() + tile.lane() * whole.laneStride - tile.from() * whole.group;
    }

    /** The only element of a scalar. */
    float scalar() {
      return array()[offset()];
    }
  }

  /** int32 elements, held as doubles. */
  final class Numbers extends Elements<double[]> {

    /** A place that is bound before the plan runs. */
    Numbers(int size) {
      super(size);
    }

    private Numbers(Numbers whole, int delta, int size) {
      super(whole, delta, size);
    }

    @Override
    Numbers part(int from, int count) {
      return new Numbers(this, from, count);
    }

    @Override
    Numbers fresh() {
      Numbers place = new Numbers(size());
      place.bind(Heap.doubles(size()), 0);
      return place;
    }

    @Override
    public void show(Place other, int from) {
      bind(((Numbers) other).array(), ((Numbers) other).offset() + from);
    }

    /** The only element of a scalar. */
    double scalar() {
      return array()[offset()];
    }
  }

  /** A key. */
  final class KeyPlace implements Place {
    private TensorData key = TensorData.key(0, 0);

    @Override
    public void show(Place other, int from) {
      key = ((KeyPlace) other).key;
    }

    void bind(TensorData newKey) {
      key = newKey;
    }

    TensorData key() {
      return key;
    }
  }
}
