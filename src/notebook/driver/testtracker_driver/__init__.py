"""The parts of testtracker_notebook.py; some of them are loaded into Python kernels."""
