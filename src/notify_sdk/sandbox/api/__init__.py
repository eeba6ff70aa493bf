"""Notify's API: a module for each part of it, and `app.respond` from a request to a response."""
