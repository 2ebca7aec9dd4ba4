"""Cấu hình: settings, addresses, the API and the ``nhip`` command; knows every area."""
