"""Our icons: strokes on a grid of 24, drawn in the colour of the text around them.

Names say what they mean, not what they show.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_DOT = '<circle cx="12" cy="12" r="9"/>'

ICONS = {
    # Things to do
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "back": '<path d="m14.5 5-7 7 7 7"/>',
    "next": '<path d="m9.5 5 7 7-7 7"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "up": '<path d="m5 15 7-7 7 7"/>',
    "add": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>',
    "remove": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4v-6.5A1.5 1.5 0 0 1 5.5 9h13a1.5 1.5 0 0 1 1.5 1.5V17h-3"/><path d="M7 14h10v6H7z"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>',
    "camera": '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.5"/>',
    "attach": '<path d="m8 12.5 6-6a3 3 0 0 1 4.2 4.2l-7.6 7.6a5 5 0 0 1-7-7L11 4"/>',
    "filter": '<path d="M4 5.5h16L14 13v6l-4-2v-4z"/>',
    "sign": '<path d="M4 20h16M5 16c3-1 4-10 7-10s-2 10 1 10 2-4 6-4"/>',
    "stamp": '<path d="M5 20h14M6 16.5h12V14h-4.5c0-3 1.5-4 1.5-6.5a3 3 0 0 0-6 0c0 2.5 1.5 3.5 1.5 6.5H6z"/>',
    "send": '<path d="m4 12 16-7-6 15-3-6z"/><path d="m11 14 9-9"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4.5v4.8h-4.8"/>',
    "external": '<path d="M13.5 5H19v5.5M19 5l-8.5 8.5M16 14v5H5V8h5"/>',
    "share": '<circle cx="6.5" cy="12" r="2.5"/><circle cx="17" cy="6" r="2.5"/><circle cx="17" cy="18" r="2.5"/><path d="m8.8 10.8 6-3.5M8.8 13.2l6 3.5"/>',
    "aloud": '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
    "keyboard": '<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M8 14h8"/>',
    "fullscreen": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    # Things
    "home": '<path d="M4 11.5 12 4.5l8 7M6 10v9.5h12V10"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h5l1 2.5h4l1-2.5h5"/>',
    "dossier": '<path d="M4 6h6l2 2.5h8V19H4zM8 13h8"/>',
    "paper": '<path d="M6 3.5h8.5L19 8v12.5H6zM14 3.5V8.5h5M9 13h7M9 16.5h5"/>',
    "photo": '<rect x="4" y="5" width="16" height="14" rx="1.5"/><circle cx="9" cy="10" r="1.5"/><path d="m5 18 5-5 3 3 2.5-2.5L19 17"/>',
    "person": '<circle cx="12" cy="8" r="3.7"/><path d="M4.5 20c.8-4.2 3.6-6 7.5-6s6.7 1.8 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 19c.6-3.5 2.7-5 6-5s5.4 1.5 6 5M15.5 5.5a3.2 3.2 0 0 1 0 6M17 14.2c2.2.5 3.5 2 4 4.8"/>',
    "office": '<path d="M4 20h16M6 20V9l6-4.5L18 9v11M10 20v-5h4v5M9.5 11.5h.01M14.5 11.5h.01"/>',
    "unit": '<rect x="9" y="3.5" width="6" height="5" rx="1"/><rect x="3.5" y="15.5" width="6" height="5" rx="1"/><rect x="14.5" y="15.5" width="6" height="5" rx="1"/><path d="M12 8.5V12M6.5 15.5V12h11v3.5"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "clock": _DOT + '<path d="M12 7v5.5l3.5 2"/>',
    "money": '<rect x="3" y="6.5" width="18" height="11" rx="1.5"/><circle cx="12" cy="12" r="2.5"/><path d="M6.5 12h.01M17.5 12h.01"/>',
    "phone": '<path d="M5 4h4l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2L20 15v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="m4 7 8 6 8-6"/>',
    "place": '<path d="M12 21c-4-4.5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2.5 6.5-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "target": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4.5"/><circle cx="12" cy="12" r=".6"/>',
    "chart": '<path d="M4 20h16M7 16.5V11M12 16.5V5M17 16.5V8.5"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9 18 18M18 6l-2.1 2.1M8.1 15.9 6 18"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 20.5h4"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="1.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2"/>',
    "shield": '<path d="M12 3.5 5 6v5.5c0 4.5 2.8 7.3 7 9 4.2-1.7 7-4.5 7-9V6z"/><path d="m9 12 2.2 2.2L15.2 10"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5M20 14v.01M20 17v3h-3M14 20h.01"/>',
    "star": '<path d="m12 4 2.4 5.2 5.6.7-4.1 3.9 1 5.7L12 16.7l-4.9 2.8 1-5.7L4 9.9l5.6-.7z"/>',
    "history": '<path d="M4.5 12a7.5 7.5 0 1 1 2.2 5.3M4 15.5v4.2M4 19.7h4.2M12 8v4.5l3 1.7"/>',
    "consult": '<path d="M4 5h11v8H9l-3 3v-3H4zM17.5 9H20v8h-2v3l-3-3h-4v-1.5"/>',
    "law": '<path d="M12 4v16M7.5 20h9M5 7h14M5 7l-2.5 6h5zM19 7l-2.5 6h5z"/>',
    "globe": _DOT + '<path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
    "offline": '<path d="M3.5 9.5a13 13 0 0 1 5-2.9M20.5 9.5a13 13 0 0 0-8-3.6M7 13.5a8 8 0 0 1 4-2.1M17 13.5a8 8 0 0 0-1.7-1.2M12 18h.01M4 4l16 16"/>',
    "question": _DOT + '<path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.8h.01"/>',
    # Faces of a counter
    "face-very": _DOT + '<path d="M8.5 9.5h.01M15.5 9.5h.01M7.5 13.5h9a4.5 4.5 0 0 1-9 0z"/>',
    "face-good": _DOT + '<path d="M9 9.8h.01M15 9.8h.01M8.5 14.3c2 1.9 5 1.9 7 0"/>',
    "face-bad": _DOT + '<path d="M9 9.8h.01M15 9.8h.01M8.5 16c2-1.9 5-1.9 7 0"/>',
    # Fields of life
    "birth": '<circle cx="12" cy="12" r="8"/><path d="M9.5 10.5h.01M14.5 10.5h.01M9.5 14.5c1.5 1.3 3.5 1.3 5 0M12 4c1-1.5 3-1 2.5.5"/>',
    "marriage": '<circle cx="9" cy="13.5" r="5.5"/><circle cx="15" cy="13.5" r="5.5"/><path d="m12 4.5 1.5-1.5h-3z"/>',
    "candle": '<path d="M9 20v-9h6v9M7 20h10M12 11V9M12 3.5c1.6 1.8 1.6 4 0 4.5-1.6-.5-1.6-2.7 0-4.5z"/>',
    "house": '<path d="M3.5 11.5 12 4.5l8.5 7M6 10v9.5h4.5V14h3v5.5H18V10"/>',
    "land": '<path d="m3.5 7 6-2.5 5 2.5 6-2.5v12.5l-6 2.5-5-2.5-6 2.5zM9.5 4.5V17M14.5 7v12.5"/>',
    "health": '<path d="M12 20C6 15.5 3.5 12.5 3.5 9.2A4.3 4.3 0 0 1 12 7.5a4.3 4.3 0 0 1 8.5 1.7c0 3.3-2.5 6.3-8.5 10.8zM9 11.5h6M12 8.5v6"/>',
    "school": '<path d="M2.5 9.5 12 5l9.5 4.5L12 14zM6.5 11.5V17c3 2.3 8 2.3 11 0v-5.5M21.5 9.5V15"/>',
    "transport": '<path d="M5 16V7a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v9zM5 11.5h14M7.5 16v3M16.5 16v3M8 13.8h.01M16 13.8h.01"/>',
    "culture": '<path d="M3.5 9c2 0 3.5-1 4.5-2.5h8C17 8 18.5 9 20.5 9M6 9v10M18 9v10M10 19v-5h4v5M4 19h16M12 6.5V4"/>',
    "nature": '<path d="M5 19C5 10 10 5 19.5 4.5 20 14 15 19 8 18M5 20c1-5 4-8.5 8.5-10"/>',
    "work": '<path d="M3.5 8.5h17V19h-17zM8.5 8.5V5.5h7v3M3.5 13h17M12 12v2"/>',
    "farm": '<path d="M12 20V9M12 13c-4 0-6-2-6-6 4 0 6 2 6 6zM12 10c0-3.5 2-5.5 6-5.5 0 3.5-2 5.5-6 5.5zM5 20h14"/>',
    "shop": '<path d="M4.5 10v9.5h15V10M3.5 9l1.5-4.5h14L20.5 9c-.8 2-3.2 2-4.2 0-1 2-3.3 2-4.3 0-1 2-3.3 2-4.3 0-1 2-3.4 2-4.2 0zM9.5 19.5V14h5v5.5"/>',
    "building": '<path d="M5 20V5.5L13 3v17M13 8.5l6 2V20M3.5 20h17M8 8.5h2M8 12h2M8 15.5h2M16 13.5h.01M16 16.5h.01"/>',
    "road": '<path d="M8 4 4 20M16 4l4 16M12 4v3M12 10.5v3M12 17v3"/>',
    "leaf": '<path d="M5 19C5 10 10 5 19.5 4.5 20 14 15 19 8 18M5 20c1-5 4-8.5 8.5-10"/>',
    "care": '<path d="M12 11.5C9 9.3 7.8 7.8 7.8 6.2a2.2 2.2 0 0 1 4.2-.8 2.2 2.2 0 0 1 4.2.8c0 1.6-1.2 3.1-4.2 5.3zM3.5 14.5h3l3 1.5h3.5a1.4 1.4 0 0 1 0 2.8H9.5M14 17l4.5-2.2a1.4 1.4 0 0 1 1.3 2.4L13.5 21H3.5"/>',
    "rice": '<path d="M12 21V8M12 8c-1.8-1-2-3.2 0-5 2 1.8 1.8 4 0 5zM12 13c-3 0-4.5-1.5-4.5-4.5C10.5 8.5 12 10 12 13zM12 13c3 0 4.5-1.5 4.5-4.5C13.5 8.5 12 10 12 13zM12 18c-3 0-4.5-1.5-4.5-4.5 3 0 4.5 1.5 4.5 4.5zM12 18c3 0 4.5-1.5 4.5-4.5-3 0-4.5 1.5-4.5 4.5z"/>',
    # States: each its own shape
    "state-draft": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.5 3"/>',
    "state-new": '<circle cx="12" cy="12" r="8.5"/>',
    "state-running": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" stroke="none"/>',
    "state-waiting": '<path d="M7 4h10M7 20h10M8 4c0 5 8 6.5 8 16M16 4c0 5-8 6.5-8 16"/>',
    "state-paused": '<path d="M8.5 5v14M15.5 5v14"/>',
    "state-due": '<path d="M12 3.5 20.5 12 12 20.5 3.5 12z"/><path d="M12 8.5v4M12 15.5h.01"/>',
    "state-late": '<path d="M12 4 21 19.5H3z"/><path d="M12 10v4.5M12 17h.01"/>',
    "state-done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.2 2.8 2.8L16 9.5"/>',
    "state-refused": '<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "state-stopped": '<rect x="5" y="5" width="14" height="14" rx="1.5"/><path d="M9 12h6"/>',
    "state-unknown": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="2 3.5"/><path d="M9 12h6"/>',
    # Tones of a notice
    "info": _DOT + '<path d="M12 11v5.5M12 7.5h.01"/>',
    "ok": _DOT + '<path d="m8 12.2 2.8 2.8L16 9.5"/>',
    "warn": '<path d="M12 3.5 20.5 12 12 20.5 3.5 12z"/><path d="M12 8.5v4M12 15.5h.01"/>',
    "danger": '<path d="M12 4 21 19.5H3z"/><path d="M12 10v4.5M12 17h.01"/>',
}


def draw_icon(name: str, label: str = "") -> SafeString:
    """The icon as inline SVG: hidden from screen readers unless ``label`` names it.

    Raises ``LookupError`` for an unknown name.
    """
    try:
        strokes = ICONS[name]
    except KeyError:
        raise LookupError(f"no icon {name!r}; the names are in core/ui/icons.py") from None
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="ts-icon" viewBox="0 0 24 24" focusable="false" {}>{}</svg>',
        told,
        mark_safe(strokes),  # noqa: S308 -- from the table above
    )
