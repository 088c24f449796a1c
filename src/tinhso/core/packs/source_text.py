"""What a pack writes as one text that means something: an expression, a pattern."""


class SourceText:
    """Read from its source; immutable, equal by source, shown as its source."""

    __slots__ = ("source",)

    source: str

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, SourceText) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.source!r})"

    def __str__(self) -> str:
        return self.source
