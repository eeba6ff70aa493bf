"""What is served over HTTP and measured: the sandbox, and a stub in FastAPI; and the program that calls them."""
