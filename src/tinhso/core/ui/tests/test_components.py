"""What components make of their attributes: escaped, tied together for screen readers, and deaf to page variables."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler  # type: ignore[import-untyped]
from lxml import html  # type: ignore[import-untyped]

from tinhso.core.ui import charts
from tinhso.core.ui.icons import ICONS, draw_icon
from tinhso.core.ui.templatetags import tinhso as tags

NASTY = "<script>alert(1)</script>\" onload='x' {{ 7|add:7 }}"
FIELDS = [
    "text-field",
    "textarea-field",
    "money-field",
    "date-field",
    "choice-field",
    "choices-field",
    "yesno-field",
    "select-field",
    "file-field",
]
COMPONENTS = Path(tags.__file__).parents[1] / "templates/cotton"


def render(source: str, **context: Any) -> html.HtmlElement:
    """``source`` as a page would hold it, parsed."""
    template = engines["django"].from_string(CottonCompiler().process(f"<div>{source}</div>"))
    return html.fragment_fromstring(template.render(context, RequestFactory().get("/")))


@pytest.mark.parametrize(
    "given",
    [
        'label="{{ text }}" hint="{{ text }}" error="{{ text }}" value="{{ text }}" data-note="{{ text }}"',
        ':label="text" :hint="text" :error="text" :value="text" :data-note="text"',
    ],
)
@pytest.mark.parametrize("component", FIELDS)
def test_hostile_text_stays_text(component: str, given: str) -> None:
    page = render(
        f"<c-{component} name='q' {given} :options='options' />",
        text=NASTY,
        options=[{"id": NASTY, "label": NASTY, "hint": NASTY}],
    )
    assert page.xpath("//script") == []
    assert page.xpath("//*[@onload]") == []
    assert NASTY in page.text_content()


@pytest.mark.parametrize(
    "source",
    [
        "<c-notice :title='text'>{{ text }}</c-notice>",
        "<c-page-head :title='text' :over='text' :lead='text' />",
        "<c-state kind='late' :label='text' />",
        "<c-card :title='text'>{{ text }}</c-card>",
        "<c-timeline-item :title='text' :by='text' :time='text' />",
        "<c-tile href='#' :note='text'>{{ text }}</c-tile>",
        "<c-summary-list :rows='rows' />",
        "<c-bar-chart :rows='rows' :title='text' />",
        "<c-line-chart :rows='rows' :title='text' />",
        "<c-target :name='text' :value='text' :goal='text' :data-x='text' />",
        "<c-error-summary :errors='errors' />",
        "<c-qr :text='text' :caption='text' />",
        "<c-stat :value='text' :label='text' />",
        "<c-tab href='#' :hx-get='text'>{{ text }}</c-tab>",
    ],
)
def test_hostile_text_stays_text_everywhere(source: str) -> None:
    rows = [{"label": NASTY, "value": 3, "text": NASTY}]
    page = render(source, text=NASTY, rows=rows, errors={NASTY: NASTY})
    assert page.xpath("//script | //*[@onload]") == []
    assert NASTY in page.text_content()


def test_a_component_does_not_see_the_page() -> None:
    page = render("<c-text-field name='q' label='Tên' />", error="of the page", value="of the page", hint="of the page")
    assert "of the page" not in html.tostring(page, encoding="unicode")


@pytest.mark.parametrize("component", FIELDS)
def test_hint_and_error_are_told_with_the_control(component: str) -> None:
    page = render(
        f"<c-{component} name='q' label='Tên' hint='Gợi ý' error='Sai' :options='options' />", options=[("a", "A")]
    )
    described = page.xpath("//*[@aria-describedby][1]")[0]
    ids = described.get("aria-describedby").split()
    assert [page.get_element_by_id(name).text_content().strip().removeprefix("Lỗi: ") for name in ids] == [
        "Gợi ý",
        "Sai",
    ]
    assert described.get("aria-invalid") == "true"
    assert page.get_element_by_id("q") is not None, "the error summary links to #q"


def test_the_answer_given_before_is_marked() -> None:
    options = [{"id": "1", "label": "Một"}, {"id": "2", "label": "Hai"}]
    one = render("<c-choice-field name='q' label='?' :options='options' :value='value' />", options=options, value=2)
    many = render(
        "<c-choices-field name='q' label='?' :options='options' :value='value' />", options=options, value=["1", "2"]
    )
    pick = render("<c-select-field name='q' label='?' :options='options' value='1' empty='Chọn' />", options=options)
    assert one.xpath("//input[@checked]/@value") == ["2"]
    assert many.xpath("//input[@checked]/@value") == ["1", "2"]
    assert pick.xpath("//option[@selected]/@value") == ["1"]


def test_a_wrong_date_is_shown_as_it_was_written() -> None:
    page = render("<c-date-field name='d' label='Ngày sinh' value='31/2/2026' />")
    assert page.xpath("//input/@value") == ["31", "2", "2026"]
    assert page.xpath("//input/@name") == ["d__day", "d__month", "d__year"]


def test_every_state_has_its_own_shape_and_a_word() -> None:
    shapes = [shape for shape, _, _ in tags.STATES.values()]
    assert len(set(shapes)) == len(shapes)
    assert {shape for shape in shapes if shape not in ICONS} == set()
    for kind in tags.STATES:
        page = render(f"<c-state kind='{kind}' />")
        assert page.text_content().strip()
        assert page.xpath("//svg")


def test_an_unknown_icon_is_an_error_of_ours() -> None:
    with pytest.raises(LookupError, match="no icon"):
        draw_icon("crown")


def test_no_component_needs_what_the_content_policy_forbids() -> None:
    sources = [*COMPONENTS.glob("*.html"), *COMPONENTS.parent.glob("**/*.html")]
    guilty = [
        path.name
        for path in sources
        if any(word in path.read_text() for word in (" style=", "<style", " onclick=", "javascript:"))
    ]
    assert guilty == []


def test_every_component_is_explained_in_the_readme() -> None:
    readme = (COMPONENTS.parents[1] / "README.md").read_text()
    missing = [path.stem for path in COMPONENTS.glob("*.html") if path.stem.replace("_", "-") not in readme]
    assert missing == []


@pytest.mark.parametrize(
    ("values", "goal", "path"),
    [
        ([], None, ""),
        ([None], None, ""),
        ([1, None, 2], None, "M0.0 32.0h.1M100.0 0.0h.1"),
        ([0, 10], 5, "M0.0 32.0L100.0 0.0"),
        ([7], 7, "M0.0 16.0h.1"),
    ],
)
def test_a_trend_breaks_where_nothing_was_measured(values: list[float | None], goal: float | None, path: str) -> None:
    assert charts.lay_out_trend(values, goal=goal)["path"] == path


def test_bars_never_leave_their_field() -> None:
    rows: list[dict[str, object]] = [
        {"label": "a", "value": 150},
        {"label": "b", "value": -3},
        {"label": "c", "value": None, "text": "chưa đo được"},
    ]
    drawn = tags.bars(rows, goal=90)
    assert [bar["length"] for bar in drawn] == ["100.0", "0.0", "0.0"]
    assert [bar["text"] for bar in drawn] == ["150", "-3", "chưa đo được"]
    assert drawn[0]["goal"] == "60.0"
