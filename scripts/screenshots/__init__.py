"""Ảnh chụp màn hình: the pictures of the README and the documentation, from the running country."""
