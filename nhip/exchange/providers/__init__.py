"""Thế giới bên ngoài: envelopes, their signatures, and the other ends of the wire."""
