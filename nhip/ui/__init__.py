"""Giao diện: the base page, and the pieces that pages of several areas share."""
