"""Trình diễn: a small country of three nodes on one machine, living in August 2021.

Nothing of it can be taken for an official act: people are invented, keys are
generated at the first start, every page, paper and certificate says so.
"""
