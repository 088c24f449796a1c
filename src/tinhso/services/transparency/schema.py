"""Pack section ``open_data``: what the open data say of themselves, and how small a count they show."""

from pydantic import Field

from tinhso.core.packs.api import PackObject

#: The one object that is asked for.
DOSSIERS = "ho-so-thu-tuc"


class OpenDataObject(PackObject):
    """A set of open data: names, licence, and the count of dossiers below which a procedure is not told apart."""

    name: str
    name_en: str
    description: str
    description_en: str
    licence: str
    licence_en: str
    licence_url: str = Field(pattern=r"^https://")
    smallest: int = Field(ge=1, le=100)
