"""How a file is judged: by its content, never by what it calls itself. No database, no network."""

from tinhso.foundation.files.rules.examine import examine
from tinhso.foundation.files.rules.images import reduced
from tinhso.foundation.files.rules.names import clean_name, content_disposition
from tinhso.foundation.files.rules.policy import MEDIA_POLICY, POLICY, IntakePolicy

__all__ = ["MEDIA_POLICY", "POLICY", "IntakePolicy", "clean_name", "content_disposition", "examine", "reduced"]
