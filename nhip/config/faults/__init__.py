"""Diễn tập lỗi: an axis of three nodes on this machine that is broken on purpose; never in service.

Real processes, a real PostgreSQL, real HTTP. Processes are killed at named points, wires between
the nodes are cut, slowed and made to say things twice; then the books of all nodes are compared.
"""
