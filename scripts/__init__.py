"""The scripts of the Atlas: one package, one command line (`python -m scripts`)."""
