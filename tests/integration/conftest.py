"""Let the tests here find the helpers beside the tests of contrib files: stores of all kinds, and bots for them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contrib"))
