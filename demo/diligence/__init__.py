"""How carefully a candidate of the demonstration works: the starter kit's stages, some of them done otherwise."""
