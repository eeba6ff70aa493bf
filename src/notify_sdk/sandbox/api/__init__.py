"""What Notify answers: one module for each part of its API, from a request and the state to a response."""
