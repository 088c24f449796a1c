"""Addresses, requests, secrets, levels, claims and signed tokens, without a database."""

import secrets
from collections.abc import Mapping
from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tinhso.core import outgoing
from tinhso.core.faults import Faults
from tinhso.foundation.openid.ports import Unreachable
from tinhso.foundation.openid.ports.vneid import EidPerson, Vneid, wrap
from tinhso.foundation.openid.rules import addresses, claims, jwt, levels, requests
from tinhso.foundation.openid.rules.registering import faults
from tinhso.foundation.openid.rules.secrets import digest, half_hash, proves, same_secret
from tinhso.foundation.openid.simulator import FAULTS, Simulator
from tinhso.foundation.openid.types import Refusal, Registration

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
GOOD = {"client_id": "a", "redirect_uri": "https://a.example/cb", "response_type": "code", "scope": "openid email",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256"}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "public", "fits"),
    [
        ("https://app.hue.example/cb?x=1", False, True),
        ("http://localhost:3000/cb", False, True),
        ("http://app.hue.example/cb", False, False),
        ("https://app.hue.example/cb#part", False, False),
        ("https://user@app.hue.example/cb", False, False),
        ("https://app.hue.example\\@evil.example/", False, False),
        ("https://app.hue.example:port/", False, False),
        ("https:///cb", False, False),
        ("javascript:alert(1)", True, False),
        ("data:text/html,x", True, False),
        ("vn.gov.hue.app:/cb", True, True),
        ("vn.gov.hue.app:/cb", False, False),
        ("//app.hue.example/cb", False, False),
        ("https://ứng.example/cb", False, False),
    ],
)
def test_where_answers_may_go(address: str, public: bool, fits: bool) -> None:
    assert addresses.is_redirect_address(address, public=public) is fits


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("172.16.3.4", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False), ("::ffff:10.0.0.1", False), ("::ffff:127.0.0.1", False), ("fe80::1", False),
        ("fd00::1", False), ("2002:0a00:0001::1", False), ("127.0.0.1", False), ("::1", False), ("name", False),
    ],
)  # fmt: skip
def test_the_platform_goes_to_public_numbers_alone(number: str, reached: bool) -> None:
    assert outgoing.may_be_reached(number, loopback=False) is reached
    assert outgoing.may_be_reached("127.0.0.1", loopback=True)
    assert not outgoing.may_be_reached("10.0.0.1", loopback=True)


def asked(**changed: str) -> dict[str, str]:
    return requests.once({name: [value] for name, value in {**GOOD, **changed}.items()})


def test_a_request_is_read_and_scopes_that_were_not_registered_are_passed_over() -> None:
    found = requests.read(
        asked(state="s", max_age="60", prompt="consent login", scope="openid email phone"), ["openid", "email"]
    )
    assert (found.scopes, found.max_age) == (("openid", "email"), 60)
    assert found.prompts == frozenset({"consent", "login"})


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"claims": "[1]"}, "invalid_request"),
        ({"claims": '{"id_token": 3}'}, "invalid_request"),
        ({"claims": "[" * 3000}, "invalid_request"),
        ({"request": "x"}, "request_not_supported"),
        ({"request_uri": "https://x.example"}, "request_uri_not_supported"),
        ({"state": "x" * 1001}, "invalid_request"),
    ],
)
def test_what_is_wrong_with_a_request_has_its_name(changed: dict[str, str], error: str) -> None:
    with pytest.raises(Refusal) as refusal:
        requests.read(asked(**changed), ["openid"])
    assert refusal.value.error == error


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(Refusal):
        requests.once({"state": ["a", "b"]})


def test_levels_may_be_wished_for_or_demanded() -> None:
    plain = requests.read(asked(acr_values=f"{levels.EID_2} {levels.TWO_FACTOR}"), ["openid"])
    assert (plain.levels, plain.level_essential) == ((levels.EID_2, levels.TWO_FACTOR), False)
    demand = f'{{"id_token": {{"acr": {{"essential": true, "values": ["{levels.EID_2}"]}}}}}}'
    found = requests.read(asked(claims=demand), ["openid"])
    assert (found.levels, found.level_essential) == ((levels.EID_2,), True)
    reached = (levels.PASSWORD, levels.TWO_FACTOR)
    assert levels.told(reached, [levels.PASSWORD]) == levels.PASSWORD
    assert levels.told(reached, [levels.EID_2]) == levels.TWO_FACTOR
    assert levels.missing(reached, [levels.EID_2, "unknown"]) == (levels.EID_2,)


def test_proof_keys_and_secrets() -> None:
    """The verifier and challenge of RFC 7636, appendix B; the hash of OpenID Connect Core A.3."""
    assert proves(VERIFIER, CHALLENGE)
    assert not proves(VERIFIER[:-1] + "X", CHALLENGE)
    assert not proves("short", CHALLENGE)
    assert not proves("", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
    assert half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ"
    assert same_secret("a", digest("a")) and not same_secret("b", digest("a"))


def test_claims_are_told_by_scope_and_the_number_of_a_person_is_none() -> None:
    person = claims.Person("Lê Thị Hương", "vi", "citizen", "h@x.example", False, "", 2, "", "")
    assert claims.told(person, ["openid"]) == {}
    assert claims.told(person, ["email", "phone"]) == {"email": "h@x.example", "email_verified": False}
    everything = claims.told(person, claims.STANDARD)
    assert everything["identity_level"] == 2
    assert not {"person_id", "phone_number", "sub"} & set(everything)


@pytest.mark.parametrize("algorithm", jwt.ALGORITHMS)
def test_tokens_are_read_under_the_key_that_signed_them_and_no_other(algorithm: str) -> None:
    key, other = jwt.new_key(algorithm), jwt.new_key(algorithm)
    token = jwt.sign({"sub": "a"}, key)
    assert jwt.read(token, [key.as_dict(private=False), other.as_dict(private=False)]) == {"sub": "a"}
    assert jwt.read(token, [other.as_dict(private=False)]) is None
    head, body, signature = token.split(".")
    assert jwt.read(f"{head}.{body}.{signature[:-4]}AAAA", [key.as_dict(private=False)]) is None
    nothing = "eyJhbGciOiJub25lIn0"
    assert jwt.read(f"{nothing}.{body}.", [key.as_dict(private=False)]) is None
    assert jwt.read("", [key.as_dict(private=False)]) is None
    assert jwt.read("a.b.c", [{"kty": "oct", "k": "AA"}]) is None


APPLICATION = Registration(
    name="Thư viện số", purpose="Cho mượn sách theo tên người đọc.", contact="a@x.example",
    redirect_uris=("https://thuvien.example/cb",), scopes=("openid", "email"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"name": "x"}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"contact": "nobody"}, "contact"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": ("http://a.example/",)}, "redirect_uris"),
        ({"redirect_uris": ("https://a.example/", "https://b.example/")}, "sector"),
        ({"redirect_uris": ("https://a.example/", "https://b.example/"), "sector": "hue"}, None),
        ({"logout_uri": "ftp://a.example"}, "logout_uri"),
        ({"scopes": ("openid", "everything")}, "scopes"),
        ({"scopes": ("email",)}, "scopes"),
        ({"algorithm": "none"}, "algorithm"),
        ({"kind": "other"}, "kind"),
    ],
)
def test_what_is_wrong_with_an_application_is_told_by_field(changed: Mapping[str, object], field: str | None) -> None:
    found = faults(Registration(**{**vars_of(APPLICATION), **changed}), claims.STANDARD)
    assert (field in found) if field else not found


def vars_of(asked: Registration) -> dict[str, object]:
    return {name: getattr(asked, name) for name in Registration.__dataclass_fields__}


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def line(key: rsa.RSAPrivateKey, folder, **shares: float) -> tuple[Vneid, Simulator]:
    path = folder / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    stranger = rsa.generate_private_key(65537, 2048).public_key()
    simulator = Simulator(key.public_key(), stranger, "tinhso", "secret", Faults(shares, Random(1)))
    return Vneid("https://vneid.example", "tinhso", "secret", path, simulator.carry), simulator


def came_back(simulator: Simulator, line: Vneid, level: str = "2") -> dict[str, str]:
    asked = line.address("https://hue.example/ve/", "state").partition("?")[2]
    back = simulator.sign_in(asked, "046190000001", level)
    return dict(parse_qsl(urlsplit(back).query))


@pytest.mark.parametrize("fault", ["", *FAULTS])
def test_vneid_tells_who_came_or_nothing(key: rsa.RSAPrivateKey, tmp_path, fault: str) -> None:
    vneid, simulator = line(key, tmp_path, **({fault: 1.0} if fault else {}))
    answer = came_back(simulator, vneid)
    if fault in {"", "encrypted_code"}:
        assert vneid.person(answer, "https://hue.example/ve/") == EidPerson("046190000001", 2)
        with pytest.raises(Unreachable):
            vneid.person(answer, "https://hue.example/ve/")
    else:
        with pytest.raises(Unreachable):
            vneid.person(answer, "https://hue.example/ve/")


def test_what_was_wrapped_to_us_is_ours_alone(key: rsa.RSAPrivateKey, tmp_path) -> None:
    vneid, simulator = line(key, tmp_path)
    answer = came_back(simulator, vneid, "1")
    with pytest.raises(Unreachable):
        vneid.person({**answer, "encrypt_key": "nonsense"}, "https://hue.example/ve/")
    wrapped = wrap(b"x", key.public_key(), secrets.token_bytes(32))
    with pytest.raises(Unreachable):
        vneid.person({"code": wrapped["key"], "encrypt_key": wrapped["data"]}, "https://hue.example/ve/")
    assert vneid.person(answer, "https://hue.example/ve/").level == 1
