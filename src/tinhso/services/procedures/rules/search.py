"""Finding a procedure by a few words, without accents and with typing errors."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tinhso.core.text import fold

_WORD = re.compile(r"[a-z0-9.]+")
#: Words so common in names of procedures that they say little.
_COMMON = frozenset("dang ky cap giay cho thu tuc xin lam ban lai the nao can gi o dau toi muon ve".split())
_LIKENESS = 0.45


def _grams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: its key, and its phrases from the most to the least telling, folded."""

    key: str
    phrases: tuple[str, ...]


class Index:
    """A small in-memory index: thousands of entries, a few milliseconds a question."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = [(entry.key, entry.phrases, _words(" ".join(entry.phrases))) for entry in entries]
        vocabulary = {word for _, _, words in self._entries for word in words}
        self._grams = {word: _grams(word) for word in vocabulary}

    def search(self, text: str, limit: int = 20) -> list[str]:
        """Keys of the best entries for ``text``, best first. Empty text finds nothing."""
        asked = _words(fold(text))
        if not asked:
            return []
        near = {word: self._near(word) for word in asked}
        phrase = " ".join(asked)
        scored = [(self._score(asked, near, phrase, phrases, words), key) for key, phrases, words in self._entries]
        best = max((score for score, _ in scored), default=0.0)
        kept = sorted(((s, k) for s, k in scored if s > 0 and s >= best * 0.4), key=lambda pair: (-pair[0], pair[1]))
        return [key for _, key in kept[:limit]]

    def _near(self, word: str) -> dict[str, float]:
        """Known words like ``word`` with their likeness (Dice over letter pairs, 1 for the same word)."""
        if word in self._grams:
            return {word: 1.0}
        own = _grams(word)
        found = {}
        for known, grams in self._grams.items():
            likeness = 2 * len(own & grams) / (len(own) + len(grams))
            if known.startswith(word) and len(word) > 1:
                likeness = max(likeness, 0.8)
            if likeness >= _LIKENESS:
                found[known] = likeness * 0.9
        return found

    @staticmethod
    def _score(
        asked: Sequence[str],
        near: dict[str, dict[str, float]],
        phrase: str,
        phrases: Sequence[str],
        words: Sequence[str],
    ) -> float:
        known = set(words)
        total = got = 0.0
        for word in asked:
            weight = 0.35 if word in _COMMON else 1.0
            total += weight
            got += weight * max((likeness for other, likeness in near[word].items() if other in known), default=0.0)
        cover = got / total
        if cover < 0.5:
            return 0.0
        bonus = max((1.0 - 0.05 * n for n, each in enumerate(phrases) if phrase in each), default=0.0)
        closeness = max(len(set(asked) & set(_words(each))) / max(len(_words(each)), 1) for each in phrases)
        return cover + bonus + 0.5 * closeness


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
