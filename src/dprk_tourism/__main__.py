"""`python -m dprk_tourism` is the command `dprk-tourism`."""

import sys

from dprk_tourism.cli import main

if __name__ == "__main__":
    sys.exit(main())
