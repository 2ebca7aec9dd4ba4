"""The ``nhip`` command, for a checkout that is not installed."""

from nhip.config.cli import main

if __name__ == "__main__":
    main()
