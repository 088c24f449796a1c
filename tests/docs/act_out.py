"""Run in an installation that a tutorial has made: files a dossier, lets the offices decide, prints its end as JSON.

The first argument is JSON: ``code``, ``citizen``, ``office`` (who receives), ``officer``, ``leader``, ``answers`` and
``papers`` (ids of papers for which a picture is uploaded).
"""

import json
import sys
from io import BytesIO
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402 -- Django is set up first
from django.test.utils import setup_test_environment  # noqa: E402 -- Django is set up first
from PIL import Image  # noqa: E402 -- Django is set up first

from thread import act, call, signed_in, unit_of  # noqa: E402 -- Django is set up first


def upload(client: Any) -> str:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    answer = client.post("/api/files", {"upload": SimpleUploadedFile("giay-to.png", picture.getvalue(), "image/png")})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def main(wish: dict[str, Any]) -> dict[str, Any]:
    setup_test_environment()
    citizen = signed_in(wish["citizen"])
    found = call(citizen, "GET", f"/procedures?q={wish['search']}")
    assert wish["code"] in [item["code"] for item in found["items"][:3]], found
    body = {
        "code": wish["code"], "unit_id": str(unit_of(wish["office"]).id), "answers": wish["answers"],
        "papers": [{"paper": paper, "file_id": upload(citizen)} for paper in wish["papers"]],
    }  # fmt: skip
    filed = call(citizen, "POST", "/dossiers", body, expect=wish.get("expect"), **{"Idempotency-Key": uuid4().hex})
    if wish.get("expect"):
        return dict(filed)
    act(signed_in(wish["office"]), filed["id"], "accept")
    act(signed_in(wish["officer"]), filed["id"], "start")
    act(signed_in(wish["officer"]), filed["id"], "submit_for_signature", text="Đúng như sổ đã ghi.")
    act(signed_in(wish["leader"]), filed["id"], "sign")
    return dict(call(citizen, "GET", f"/dossiers/{filed['id']}"))


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
