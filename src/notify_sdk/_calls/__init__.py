"""The documented calls as data, and the readers of their answers. Pure: no I/O."""
