"""Which language a page is in."""

import pytest
from django.test import Client


@pytest.mark.django_db
class TestLanguage:
    def test_vietnamese_whatever_the_browser_says(self) -> None:
        page = Client().get("/tro-nang/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
        assert page["Content-Language"] == "vi" and 'lang="vi"' in page.content.decode()

    def test_english_one_tap_away(self) -> None:
        browser = Client()
        browser.post("/ngon-ngu/", {"language": "en", "next": "/tro-nang/"})
        page = browser.get("/tro-nang/")
        assert page["Content-Language"] == "en" and 'lang="en"' in page.content.decode()
        assert "Cookie" in page["Vary"]

    def test_a_cookie_that_names_no_language_is_ignored(self) -> None:
        browser = Client()
        browser.cookies["django_language"] = "xx"
        assert browser.get("/tro-nang/")["Content-Language"] == "vi"

    def test_errors_of_the_api_follow_the_cookie(self) -> None:
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        assert "Không" in str(browser.get("/api/procedures/0.000000").json())
        browser.cookies["django_language"] = "en"
        assert "There is no procedure" in str(browser.get("/api/procedures/0.000000").json())
