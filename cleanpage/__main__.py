"""``python -m cleanpage`` is the command line."""

import sys

from cleanpage.cli import main

if __name__ == "__main__":
    sys.exit(main())
