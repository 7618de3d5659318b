"""The machinery of a build: recipes and their keys, outputs, staging, state, stamps of files."""
