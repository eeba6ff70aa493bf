"""Validation: the base classes of the generated models, their field types and Notify's rules."""
