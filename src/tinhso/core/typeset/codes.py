"""Machine-readable codes as SVG text: QR (ISO/IEC 18004) and Code 128 (ISO/IEC 15417)."""

import io

import segno
from barcode import Code128

_MODULE = 2  # user units a bar module is wide; the SVG is scaled by whoever places it
_QUIET = 10  # modules of white on each side, as ISO/IEC 15417 asks


def qr_svg(content: str) -> str:
    """Return a QR code (error correction M, two modules of quiet zone) as an SVG document."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False, omitsize=False)
    return out.getvalue().decode("utf-8")


def code128_svg(content: str) -> str:
    """Return a Code 128 barcode, without its text, as an SVG document.

    Raises:
        ValueError: `content` is empty or has characters outside ASCII.
    """
    if not content or not content.isascii() or not content.isprintable():
        raise ValueError(f"Code 128 takes printable ASCII, got {content!r}")
    modules = str(Code128(content).build()[0])
    bars: list[str] = []
    start = 0
    for position in range(1, len(modules) + 1):
        if position == len(modules) or modules[position] != modules[start]:
            if modules[start] == "1":
                bars.append(
                    f'<rect x="{(start + _QUIET) * _MODULE}" y="0" width="{(position - start) * _MODULE}" height="60"/>'
                )
            start = position
    width = (len(modules) + 2 * _QUIET) * _MODULE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="60" viewBox="0 0 {width} 60">'
        f'<rect width="{width}" height="60" fill="#fff"/>{"".join(bars)}</svg>'
    )
