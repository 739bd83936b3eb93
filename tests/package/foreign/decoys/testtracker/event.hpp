#error "the header of another project"
