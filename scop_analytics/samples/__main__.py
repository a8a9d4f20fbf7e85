"""``python -m scop_analytics.samples OUTPUT`` writes the three sample dossiers again."""

from __future__ import annotations

import sys
from pathlib import Path

from scop_analytics.samples import write

if __name__ == "__main__":
    for folder in write(Path(sys.argv[1] if len(sys.argv) > 1 else "data")):
        sys.stdout.write(f"{folder}\n")
