"""Lines of a menu."""

import pytest

from tinhso.core.ui.context import MOST_COUNTED, _badge


@pytest.mark.parametrize(("count", "drawn"), [(0, ""), (999, "999"), (MOST_COUNTED, "1.000+")])
def test_a_badge_says_where_it_stopped_counting(count, drawn):
    assert _badge(count) == drawn
