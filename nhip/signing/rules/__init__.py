"""Luật của chữ ký số. Pure."""
