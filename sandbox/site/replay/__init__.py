"""Holds the sandbox against recordings of the real API: the same requests, and the shapes of both answers compared."""
