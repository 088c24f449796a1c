"""The rooms of the house, lowest first: the one list from which apps, addresses and the API are made."""

ROOMS = (
    "core.events",
    "core.limits",
    "core.packs",
    "core.ui",
    "foundation.identity",
    "foundation.calendar",
    "foundation.audit",
    "foundation.organisation",
    "foundation.files",
    "foundation.notifications",
    "foundation.signing",
    "engines.cases",
    "engines.indicators",
    "services.procedures",
    "services.life_events",
    "services.programme",
    "services.portfolio",
    "services.papers",
    "services.transparency",
    "services.appointments",
    "channels.portal",
    "channels.desk",
    "channels.ioc",
    "channels.api",
)
FACES = ("portal", "desk", "ioc", "rest")
