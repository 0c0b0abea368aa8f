"""`python -m fadu` is the same as `fadu`."""

import sys

from fadu.cli import main

sys.exit(main())
