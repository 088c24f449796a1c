"""What the source never does: read from its text, without a database."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request
from wsgiref.simple_server import make_server

import pytest
from django.conf import settings
from django.forms import ModelForm
from django.urls import get_resolver
from pydantic import BaseModel

from tinhso.channels.api.urls import api
from tinhso.conf.asvs import production_settings
from tinhso.core.outgoing import opener
from tinhso.core.rest import operations

SOURCE = Path(settings.SOURCE, "src/tinhso")
#: What a browser stores or runs by itself, and ways of putting text into a page that read it as HTML.
UNSAFE_SCRIPT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|sessionStorage|indexedDB"
    r"|postMessage|addEventListener\(.message|document\.cookie|__proto__|srcdoc|(paste|copy).*preventDefault|['\"]paste['\"]"
)
#: What a browser keeps all the same: sheets written in the field without a line, shown to their account alone.
KEPT_IN_THE_BROWSER = {("collect.js", "indexedDB")}
#: Modules that open a connection to somewhere, and whither. Another one is a decision: see docs/howto/security.md.
WAYS_OUT = {
    "conf/dependencies.py": "who knows of vulnerabilities, named by our own data",
    "conf/processes.py": "whether a port of our own is free",
    "conf/commands/up.py": "our own address",
    "core/db/server.py": "our own database server",
    "core/outgoing/guarded.py": "whom applications and listeners name, at public numbers only",
    "core/outgoing/opener.py": "what follows asks by it",
    "engines/registers/ports/mqtt.py": "the broker of the settings",
    "foundation/audit/ports/receiver.py": "the receiver of the log of the settings",
    "foundation/files/ports/scanner.py": "the scanner of the settings",
    "foundation/notifications/ports/sms.py": "the gateway of messages of the settings",
    "foundation/openid/ports/carrying.py": "the providers of the settings",
    "foundation/payments/ports/http.py": "the gateway of the settings",
    "foundation/payments/simulator/server.py": "plays a gateway on the machine of a developer",
    "services/national_portal/ports/wire.py": "the national portal of the settings",
}
CONNECTS = frozenset(
    "urlopen build_opener opener.open HTTPConnection HTTPSConnection create_connection socket requests.get requests.post".split()
)
#: Programs are started here: each with a list of arguments.
STARTS = ("conf/", "core/db/server.py", "foundation/ocr/ports/tesseract.py")
#: Parts of patterns that were escaped a line before, or are words of the code.
ESCAPED = {("services/procedures/rules/designing.py", "name"), ("foundation/identity/rules/accounts.py", "words")}
#: SQL put together of names that stand in the code; its values are parameters.
OWN_SQL = {
    "core/db/counting.py": "queries of rooms, compiled by the ORM",
    "foundation/audit/queries.py": "conditions that stand beside it",
    "conf/commands/test.py": "the names of databases for tests",
    "core/db/server.py": "the name of our database",
    "engines/indicators/queries.py": "tables of facts and filters",
    "core/features/geopackage.py": "names of a file that stands alone, quoted; no database of ours",
    "core/features/parquet.py": "names of a file that stands alone, quoted; no database of ours",
}
_DRAWN_AGAIN = {"random", "Random"}
#: Weak primitives that the protocol of others sets, and numbers that are to be drawn again, where nothing is secret.
KNOWN_WEAK = {
    "core/faults.py": _DRAWN_AGAIN,
    "engines/registers/actions/matching.py": _DRAWN_AGAIN,
    "engines/registers/rules/samples.py": _DRAWN_AGAIN,
    "foundation/openid/ports/vneid.py": {"PKCS1v15", "modes"},
    "services/digitisation/rules/sampling.py": _DRAWN_AGAIN,
    "services/procedures/actions/crowd.py": _DRAWN_AGAIN,
    "services/procedures/rules/crowd.py": _DRAWN_AGAIN,
    "services/procedures/rules/sample.py": _DRAWN_AGAIN,
}
#: Files in which none of this stands are not read further.
WORTH_READING = re.compile(
    r"eval\(|exec\(|compile\(|os\.|yaml|pickle|xpath|Template|from_string|shell|subprocess|\bre\.|execute|\.raw\(|RawSQL|extra\("
    r"|urlopen|opener|Connection|socket|requests\.|httpx|random|md5|sha1|hashes|modes|PKCS1|XMLParser|iterparse|etree|set_cookie"
)
#: Values that a body may hold freely, each checked by what reads it.
FREE_BODIES = {
    "answers": "by the questions of the form",
    "body": "by the schema of its section of the pack",
    "content": "by the fields of the register",
    "context": "passed over: decisions do not depend on it",
    "flow": "by the schema of flows",
    "properties": "by the decision that they are asked for",
    "data": "by the kind of the paper",
    "inputs": "by the action of the flow",
    "values": "by the fields of the register",
}


@dataclass(frozen=True)
class Module:
    """One file of the source: its text, its nodes, and every call with the dotted name of what is called."""

    name: str
    text: str
    nodes: list[ast.AST]
    calls: list[tuple[str, ast.Call]]


def dotted(node: ast.AST) -> str:
    """``a.b.c`` as it is written; an empty word for whatever is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


@pytest.fixture(scope="module")
def source() -> list[Module]:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            text = path.read_text("utf-8")
            wanted = (ast.Call, ast.Import, ast.ImportFrom, ast.ClassDef)
            tree = ast.parse(text) if WORTH_READING.search(text) else ast.Module([], [])
            nodes = [node for node in ast.walk(tree) if isinstance(node, wanted)]
            calls = [(dotted(node.func), node) for node in nodes if isinstance(node, ast.Call)]
            found.append(Module(str(path.relative_to(SOURCE)), text, nodes, calls))
    return found


def test_nothing_runs_what_somebody_wrote(source: list[Module]) -> None:
    wrong = []
    for module in source:
        name = module.name
        for called, call in module.calls:
            shell = any(word.arg == "shell" for word in call.keywords)
            starts = called.startswith(("subprocess.", "os.exec", "os.spawn"))
            if (
                called
                in {"eval", "exec", "compile", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "pickle.loads"}
                or called.endswith((".xpath", ".Template", ".from_string"))
                or shell
                or (starts and not name.startswith(STARTS))
            ):
                wrong.append(f"{name}:{call.lineno} {called}")
            # A pattern is written here, or what is put into it is escaped.
            if called in {"re.compile", "re.match", "re.search", "re.fullmatch", "re.sub", "re.findall", "re.split"}:
                values = [part for part in ast.walk(call.args[0]) if isinstance(part, ast.FormattedValue)]
                free = [ast.unparse(part.value) for part in values]
                wrong += [
                    f"{name}:{call.lineno} {one} in a pattern"
                    for one in free
                    if not one.startswith("re.escape") and not one.isupper() and (module.name, one) not in ESCAPED
                ]
    assert not wrong, "\n".join(wrong)


def test_no_query_is_glued_together(source: list[Module]) -> None:
    """SQL is a constant of its module, or built of constants; values are parameters."""
    wrong = []
    for module in source:
        name = module.name
        for called, call in module.calls:
            if called.endswith((".execute", ".executemany", ".raw", "RawSQL", ".extra")) and call.args:
                text = call.args[0]
                glued = [part for part in ast.walk(text) if isinstance(part, ast.FormattedValue | ast.BinOp)]
                if glued and name not in OWN_SQL:
                    wrong.append(f"{name}:{call.lineno} {ast.unparse(text)[:80]}")
    assert not wrong, "\n".join(wrong)


def test_every_way_out_is_known(source: list[Module]) -> None:
    found = set()
    for module in source:
        used = {called.rpartition(".")[2] for called, _call in module.calls}
        used |= {dotted(base) for node in module.nodes if isinstance(node, ast.ClassDef) for base in node.bases}
        used |= {called for called, _call in module.calls if called.startswith(("requests.", "httpx.", "opener."))}
        if used & CONNECTS:
            found.add(module.name)
    assert found == set(WAYS_OUT)


def test_nobody_switches_off_certificates(source: list[Module]) -> None:
    words = ("CERT_NONE", "_create_unverified_context", "check_hostname", "verify=False")
    assert not [module.name for module in source if any(word in module.text for word in words)]


def test_requests_follow_no_redirect() -> None:
    """A real server that sends whoever asks to itself, at another address."""
    asked = []

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("302 Found", [("Location", "/elsewhere")])
        return [b""]

    with make_server("127.0.0.1", 0, application) as server:
        Thread(target=server.handle_request, daemon=True).start()
        request = Request(f"http://127.0.0.1:{server.server_port}/here", data=b"secret", method="POST")
        with pytest.raises(HTTPError) as refused:
            opener.open(request, timeout=10)
    assert refused.value.code == 302
    assert asked == ["/here"]


def test_cryptography_is_that_of_proven_libraries(source: list[Module]) -> None:
    """No weak hash, no random number that can be guessed, no cipher of our own: seals are Fernet, tokens are signed."""
    wrong = []
    weak = {"random", "md5", "sha1", "ECB", "CBC", "modes", "Crypto", "nacl", "PKCS1v15"}
    hashes = {"hashlib.md5", "hashlib.sha1", "hashes.SHA1", "hashes.MD5"}
    for module in source:
        for node in module.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {(getattr(node, "module", None) or "").partition(".")[0]}
                if (names - KNOWN_WEAK.get(module.name, set())) & weak:
                    wrong.append(f"{module.name}: {ast.unparse(node)}")
        wrong += [f"{module.name}: {called}" for called, _call in module.calls if called in hashes]
    assert not wrong, "\n".join(wrong)


def test_xml_is_read_without_foreign_entities(source: list[Module]) -> None:
    wrong = []
    for module in source:
        name = module.name
        for called, call in module.calls:
            if called.endswith(("XMLParser", "iterparse")):
                given = {word.arg: ast.unparse(word.value) for word in call.keywords}
                if given.get("resolve_entities") != "False" or given.get("no_network", "True") != "True":
                    wrong.append(f"{name}:{call.lineno}")
            if (
                called.endswith(("etree.fromstring", "etree.parse", "etree.XML"))
                and len(call.args) + len(call.keywords) < 2
            ):
                wrong.append(f"{name}:{call.lineno} {called} without a parser of ours")
            reads = (
                "ElementTree.fromstring",
                "ElementTree.parse",
                "ElementTree.XML",
                "minidom.parse",
                "minidom.parseString",
            )
            if called in reads and name != "conf/commands/test.py":
                wrong.append(f"{name}:{call.lineno} {called}")
    assert not wrong, "\n".join(wrong)


def test_scripts_write_text_and_run_nothing() -> None:
    found = [path for path in SOURCE.rglob("static/**/*.js") if "vendor" not in path.parts]
    assert len(found) > 5
    hits = {(path.name, hit[0]) for path in found if (hit := UNSAFE_SCRIPT.search(path.read_text("utf-8")))}
    assert hits == KEPT_IN_THE_BROWSER


def test_no_script_stands_in_a_template() -> None:
    """Data for scripts stands in attributes, which are escaped; nothing switches escaping off."""
    wrong = []
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        if re.search(
            r"<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|autoescape off|\|safe\b|\|safeseq|javascript:",
            re.sub(r"\{%.*?%\}", "", text),
        ):
            wrong.append(str(path.relative_to(SOURCE)))
    assert not wrong


def test_bodies_take_no_field_that_is_not_declared() -> None:
    """Mass assignment: what a body holds beyond its declared fields is dropped before the operation sees it."""
    found, free = 0, set()
    get_resolver()._populate()
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.models:
                    if model.__ninja_param_source__ in {"body", "form"}:
                        found += 1
                        free |= {name for kind in bodies(model) for name in free_fields(kind)}
                        assert all(kind.model_config.get("extra") != "allow" for kind in bodies(model)), (
                            operation.operation_id
                        )
    assert found > 50
    assert len(operations) > 200
    assert free <= set(FREE_BODIES), free - set(FREE_BODIES)


def bodies(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> Iterator[type[BaseModel]]:
    if model in seen:
        return
    yield model
    for field in model.model_fields.values():
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from bodies(kind, seen | {model})


def free_fields(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        text = str(field.annotation)
        if "dict[str, typing.Any]" in text or text == "typing.Any":
            yield name


def test_no_form_is_made_of_a_whole_table() -> None:
    def below(kind: type) -> Iterator[type]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    assert not [each for each in below(ModelForm) if each.__module__.startswith("tinhso.")]


def test_no_view_mixes_query_and_body(source: list[Module]) -> None:
    """A parameter is read from the form or from the address, never from whichever has it."""
    either = re.compile(
        r"POST\.get\(\"(\w+)\"[^\n]*\bor request\.GET\.get\(\"\1\"|GET\.get\(\"(\w+)\"[^\n]*\bor request\.POST\.get\(\"\2\""
        r"|\{\*\*request\.(GET|POST)"
    )
    assert not [module.name for module in source if either.search(module.text)]


def test_no_secret_is_read_from_an_address(source: list[Module]) -> None:
    """Tokens, passwords and codes of authentication come in headers and bodies."""
    secret = re.compile(
        r"GET(\.get\(|\[)[\"'](access_token|token|password|secret|api_key|client_secret|refresh_token)[\"']"
    )
    assert not [module.name for module in source if secret.search(module.text)]


def test_cookies_of_a_production(source: list[Module]) -> None:
    """Every cookie by TLS only, for this host alone, not for scripts, and said whether it travels between sites."""
    wrong = []
    for module in source:
        name = module.name
        for called, call in module.calls:
            if called.endswith(".set_cookie"):
                given = {word.arg: ast.unparse(word.value) for word in call.keywords}
                first = ast.unparse(call.args[0])
                prefixed = (
                    first == "settings.LANGUAGE_COOKIE_NAME"
                    or f'{first}: Final = f"{{settings.COOKIE_PREFIX}}' in (SOURCE / name).read_text("utf-8")
                )
                right = (
                    given.get("httponly") == "True"
                    and given.get("secure") == "settings.PRODUCTION"
                    and given.get("samesite") in {"'Lax'", "'Strict'"}
                    and not {"path", "domain"} & set(given)
                )
                if not (right and prefixed):
                    wrong.append(f"{name}:{call.lineno}")
    assert not wrong
    found = production_settings()
    assert {found[f"{kind}_COOKIE_NAME"].startswith("__Host-") for kind in ("SESSION", "CSRF", "LANGUAGE")} == {True}
    assert "SESSION_COOKIE_DOMAIN" not in found and "SESSION_COOKIE_PATH" not in found


def test_logging_goes_to_one_place(source: list[Module]) -> None:
    assert set(settings.LOGGING["handlers"]) == {"console"}
    handlers = ("FileHandler", "SysLogHandler", "HTTPHandler", "SMTPHandler")
    assert not [module.name for module in source if any(word in module.text for word in handlers)]
