"""Reading XML that strangers send: no document type, no entities, bounded in size, depth and number of elements."""

from xml.etree import ElementTree
from xml.parsers import expat

MOST_BYTES = 2_000_000
MOST_DEPTH = 40
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 60


class UnsafeXml(Exception):
    """Why a file is not read: ``reason`` is one of size, doctype, depth, elements, attributes, syntax."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_xml(content: bytes) -> ElementTree.Element:
    """The root element of ``content``. Raises ``UnsafeXml``; nothing outside ``content`` is ever read."""
    if len(content) > MOST_BYTES:
        raise UnsafeXml("size")
    parser = expat.ParserCreate(namespace_separator="}")
    builder = _Builder(parser)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnsafeXml("syntax", error.lineno) from None
    except (ValueError, LookupError):
        # An encoding that the parser does not know.
        raise UnsafeXml("syntax") from None
    return builder.root()


class _Builder:
    """Builds the tree from the parser's events and counts as it goes."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._tree = ElementTree.TreeBuilder()
        self._depth = self._elements = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._tree.data
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ordered_attributes = False
        parser.buffer_text = True

    def root(self) -> ElementTree.Element:
        """The finished tree."""
        return self._tree.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH:
            self._refuse("depth")
        if self._elements > MOST_ELEMENTS:
            self._refuse("elements")
        if len(attributes) > MOST_ATTRIBUTES:
            self._refuse("attributes")
        self._tree.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_clark(name))

    def _doctype(self, *_parts: object) -> None:
        self._refuse("doctype")

    def _entity(self, *_parts: object) -> None:
        self._refuse("doctype")

    def _refuse(self, reason: str) -> None:
        raise UnsafeXml(reason, self._parser.CurrentLineNumber)


def _clark(name: str) -> str:
    """Expat's ``uri}name`` as ``{uri}name``."""
    return f"{{{name}" if "}" in name else name
