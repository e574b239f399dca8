"""Pure measurements over columns of cells: no inputs, findings or points, so that each can be tried alone."""
