"""Why a promised date is what it is, in words a citizen can check with a wall calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tinhso.foundation.calendar.types import DayReason, Deadline, DeadlineUnit, ExplainedDay

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_UNITS = {
    ("vi", DeadlineUnit.WORKING_DAYS): ("ngày làm việc", "ngày làm việc"),
    ("vi", DeadlineUnit.WORKING_HOURS): ("giờ làm việc", "giờ làm việc"),
    ("vi", DeadlineUnit.DAYS): ("ngày", "ngày"),
    ("en", DeadlineUnit.WORKING_DAYS): ("working day", "working days"),
    ("en", DeadlineUnit.WORKING_HOURS): ("working hour", "working hours"),
    ("en", DeadlineUnit.DAYS): ("day", "days"),
}
_PHRASES = {
    "vi": {
        "from": "{amount} tính từ {start}",
        "outside": " (nộp ngoài giờ làm việc, lúc {filed})",
        "end_of_day": "{amount}, đến hết giờ làm việc {due}",
        "cutoff": "; nộp sau {cutoff} nên tính từ {first}",
        "day_off": "; nộp ngoài ngày làm việc nên tính từ {first}",
        DayReason.HOLIDAY: "{days} nghỉ {name}",
        DayReason.COMPENSATION: "{days} nghỉ bù {name}",
        DayReason.SWAPPED_OFF: "{days} nghỉ hoán đổi {name}",
        DayReason.CLOSURE: "{days} nghỉ đột xuất: {name}",
        DayReason.NO_HOURS: "{days} cơ quan không làm việc",
        DayReason.WEEKEND: "không tính thứ Bảy, Chủ nhật",
        DayReason.SWAPPED_WORKING: "{days} làm bù, có tính",
        "beyond": "chưa có lịch nghỉ lễ chính thức của năm {years}, ngày hẹn có thể thay đổi",
    },
    "en": {
        "from": "{amount} from {start}",
        "outside": " (filed outside working hours, at {filed})",
        "end_of_day": "{amount}, until closing time on {due}",
        "cutoff": "; filed after {cutoff}, so counted from {first}",
        "day_off": "; filed on a day off, so counted from {first}",
        DayReason.HOLIDAY: "{days} off: {name}",
        DayReason.COMPENSATION: "{days} off in lieu of {name}",
        DayReason.SWAPPED_OFF: "{days} swapped day off: {name}",
        DayReason.CLOSURE: "{days} closed: {name}",
        DayReason.NO_HOURS: "{days} office closed",
        DayReason.WEEKEND: "Saturdays and Sundays not counted",
        DayReason.SWAPPED_WORKING: "{days} worked instead, counted",
        "beyond": "no official holiday calendar for {years} yet, the date may change",
    },
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a promised date came about.

    ``counted_from`` is the filing moment moved to working time; ``days`` holds every day from filing to the promise;
    ``beyond_calendar`` says that some of them lie in a year whose holidays are not known yet.
    """

    start_at: datetime
    counted_from: datetime
    due_at: datetime
    deadline: Deadline
    days: tuple[ExplainedDay, ...]
    beyond_calendar: bool

    @property
    def counted(self) -> tuple[ExplainedDay, ...]:
        """The days that use up the time limit."""
        return tuple(day for day in self.days if day.counted)

    @property
    def skipped(self) -> tuple[ExplainedDay, ...]:
        """The days off in between, each with its reason."""
        return tuple(day for day in self.days if day.reason not in (DayReason.WORKING, DayReason.SWAPPED_WORKING))

    def sentence(self, language: str = "vi") -> str:
        """One sentence, ``vi`` or ``en`` (any other language gives Vietnamese):
        "3 ngày làm việc tính từ 14:05 thứ Hai 31/08/2026; 01–02/09 nghỉ Quốc khánh; không tính thứ Bảy, Chủ nhật".
        """
        language = language[:2] if language[:2] in _PHRASES else "vi"
        words = _PHRASES[language]
        amount = self._amount(language)
        cutoff = self.deadline.same_day_cutoff
        if cutoff is not None:
            opening = words["end_of_day"].format(amount=amount, due=_day(self.due_at.date(), language))
            first = self.counted[0].date if self.counted else self.due_at.date()
            if first != self.start_at.date():
                too_late = self.start_at.time() >= cutoff
                opening += words["cutoff" if too_late else "day_off"].format(
                    cutoff=f"{cutoff:%H:%M}", first=_day(first, language)
                )
        else:
            opening = words["from"].format(amount=amount, start=_moment(self.counted_from, language))
            if self.counted_from != self.start_at:
                opening += words["outside"].format(filed=_moment(self.start_at, language))
        parts = [opening, *self._named_days(language)]
        if any(day.reason is DayReason.WEEKEND for day in self.days):
            parts.append(words[DayReason.WEEKEND])
        if self.beyond_calendar:
            years = sorted({self.start_at.year, self.due_at.year})
            parts.append(words["beyond"].format(years=", ".join(map(str, years))))
        return "; ".join(parts)

    def _amount(self, language: str) -> str:
        singular, plural = _UNITS[language, self.deadline.unit]
        return f"{self.deadline.value} {singular if self.deadline.value == 1 else plural}"

    def _named_days(self, language: str) -> list[str]:
        """Phrases for the days a reader would wonder about; neighbours of one name are joined into a range."""
        told = [day for day in self.days if day.reason not in (DayReason.WORKING, DayReason.WEEKEND)]
        groups: dict[tuple[DayReason, str], list[date]] = {}
        for day in told:
            name = (day.name_en or day.name) if language == "en" else day.name
            # "Tết Nguyên đán (mùng 1)" and "(mùng 2)" are one holiday to a reader.
            groups.setdefault((day.reason, name.partition(" (")[0]), []).append(day.date)
        return [_phrase(language, reason, name, _ranges(days)) for (reason, name), days in groups.items()]


def _phrase(language: str, reason: DayReason, name: str, days: str) -> str:
    if name.startswith("Nghỉ "):  # the name already says that it is a day off
        return f"{days} {name[0].lower()}{name[1:]}"
    return _PHRASES[language][reason].format(days=days, name=name).rstrip(" :")


def _day(day: date, language: str) -> str:
    return f"{_WEEKDAYS[language][day.weekday()]} {day:%d/%m/%Y}"


def _moment(at: datetime, language: str) -> str:
    return f"{at:%H:%M} {_day(at.date(), language)}"


def _ranges(days: Sequence[date]) -> str:
    """``01–02/09``, ``31/08–02/09``, ``01–02/09, 05/09``: runs of consecutive days in order."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts = []
    for run in runs:
        first, last = run[0], run[-1]
        if first == last:
            texts.append(f"{first:%d/%m}")
        elif first.month == last.month:
            texts.append(f"{first:%d}–{last:%d/%m}")
        else:
            texts.append(f"{first:%d/%m}–{last:%d/%m}")
    return ", ".join(texts)
