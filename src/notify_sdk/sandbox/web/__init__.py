"""The sandbox over HTTP: the server, its control endpoints and the inbox as pages."""
