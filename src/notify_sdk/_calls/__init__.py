"""The documented calls as data, and the readers of their answers. Pure: nothing here does I/O."""
