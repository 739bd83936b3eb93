# Install rules: one package component per library.
