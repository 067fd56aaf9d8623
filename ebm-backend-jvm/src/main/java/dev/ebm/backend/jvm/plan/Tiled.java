package dev.ebm.backend.jvm.plan;

/** Work that can be done for some groups of rows at a time. */
interface Tiled {

  /** Does what belongs to the tile's groups. */
  void run(Tile tile);
}
