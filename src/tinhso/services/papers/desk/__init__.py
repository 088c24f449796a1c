"""The officials' pages of this room: log book, hand-over sheets, prints."""

from tinhso.services.papers.desk import book, post, prints, sheets
from tinhso.services.papers.desk.face import face

__all__ = ["book", "face", "post", "prints", "sheets"]
