"""DSN files (norms P22 to P26) become the tables of a dossier: the valid declarations only, people under keyed pseudonyms."""

from __future__ import annotations
