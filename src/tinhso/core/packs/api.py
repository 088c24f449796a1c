"""The door of the packs: what a province configures, as versioned data. ``core/packs/README.md`` explains.

Everything here can be imported before Django has loaded its apps. Applying, comparing and rolling back are in
``core.packs.releases``, which belongs to the command line and to tests.
"""

from tinhso.core.packs.assets import MEDIA_TYPES, find_asset, known_assets
from tinhso.core.packs.expressions import Expression, ExpressionError, Kind, SqlColumn
from tinhso.core.packs.in_force import (
    PastVersion,
    ReleaseInfo,
    VersionRef,
    ask_again,
    current,
    derived,
    forget,
    get,
    history,
    list_releases,
    load_version,
    province,
    release_number,
    version,
)
from tinhso.core.packs.objects import Brand, ObjectId, PackManifest, PackObject, PackPart
from tinhso.core.packs.patterns import Pattern
from tinhso.core.packs.problems import (
    AnotherProvince,
    NoPackApplied,
    NotAProvince,
    PackInvalid,
    PackNotFound,
    PackObjectNotFound,
    Problem,
    ReleaseNotFound,
)
from tinhso.core.packs.section import (
    Change,
    Changed,
    Impact,
    PackView,
    Section,
    editors,
    guards,
    media_stores,
    sections,
)

__all__ = [
    "MEDIA_TYPES",
    "AnotherProvince",
    "Brand",
    "Change",
    "Changed",
    "Expression",
    "ExpressionError",
    "Impact",
    "Kind",
    "NoPackApplied",
    "NotAProvince",
    "ObjectId",
    "PackInvalid",
    "PackManifest",
    "PackNotFound",
    "PackObject",
    "PackObjectNotFound",
    "PackPart",
    "PackView",
    "PastVersion",
    "Pattern",
    "Problem",
    "ReleaseInfo",
    "ReleaseNotFound",
    "Section",
    "SqlColumn",
    "VersionRef",
    "ask_again",
    "current",
    "derived",
    "editors",
    "find_asset",
    "forget",
    "get",
    "guards",
    "history",
    "known_assets",
    "list_releases",
    "load_version",
    "media_stores",
    "province",
    "release_number",
    "sections",
    "version",
]
