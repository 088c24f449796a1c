"""Tables of the appointments room: bookings, tickets with their numbers, who sits at which counter, kiosks."""

from django.db import models
from django.db.models import Q

from tinhso.core.ids import new_id
from tinhso.services.appointments.types import BookingState, TicketState


class Booking(models.Model):
    """Lịch hẹn: somebody will come to a centre at a time.

    ``place`` numbers the places of a slot from 0, ``ordinal`` the open bookings of one holder from 1: what is unique of
    them keeps the capacity and the limit, however many book at once. ``holder`` is an account, or a telephone number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=120, help_text="of the request that made it")
    centre = models.CharField(max_length=120)
    group = models.CharField(max_length=60)
    procedure = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(null=True)
    holder = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=250)
    phone = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.BOOKED)
    moved = models.PositiveSmallIntegerField(default=0, help_text="how often it was moved or ended")
    reminded = models.PositiveSmallIntegerField(default=0, help_text="how many of the reminders are sent")
    made_at = models.DateTimeField()

    personal_data = {
        "code": "basic", "key": "none", "centre": "none", "group": "none", "procedure": "none", "holder": "basic",
        "name": "basic", "phone": "basic", "state": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "group", "starts_at", "place"],
                condition=Q(state__in=["booked", "arrived"]),
                name="ts_booking_place_once",
            ),
            models.UniqueConstraint(
                fields=["holder", "ordinal"], condition=Q(state="booked"), name="ts_booking_holder_once"
            ),
            models.UniqueConstraint(fields=["holder", "key"], name="ts_booking_key_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="ts_booking_forward"),
        ]
        indexes = [
            models.Index(fields=["centre", "starts_at"], name="ts_booking_centre"),
            models.Index(fields=["account", "-starts_at"], name="ts_booking_account"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="ts_booking_open"),
        ]


class TicketNumber(models.Model):
    """The last number given under a letter at a centre on a day."""

    centre = models.CharField(max_length=120)
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField()

    personal_data = {"centre": "none", "letter": "none"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "day", "letter"], name="ts_ticket_number_once")]


class Ticket(models.Model):
    """Số thứ tự: one visit to a centre. It carries no name.

    ``queue_at`` orders it; ``booked_for`` is the time of a booking that was kept. ``called_at`` is the first call and
    ``started_at`` the first service, also after a transfer to another group.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    centre = models.CharField(max_length=120)
    day = models.DateField()
    letter = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=60)
    procedure = models.CharField(max_length=120, blank=True)
    priority = models.CharField(max_length=60, blank=True)
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=TicketState, default=TicketState.WAITING)
    counter = models.CharField(max_length=30, blank=True)
    clerk = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField()
    queue_at = models.DateTimeField()
    booked_for = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    last_called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    personal_data = {
        "centre": "none", "letter": "none", "group": "none", "procedure": "none", "priority": "sensitive",
        "state": "none", "counter": "none",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "day", "letter", "number"], name="ts_ticket_once"),
            models.UniqueConstraint(
                fields=["centre", "counter"],
                condition=Q(state__in=["called", "serving"]),
                name="ts_ticket_one_a_counter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"]) | (~Q(counter="") & Q(clerk__isnull=False)),
                name="ts_ticket_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "day", "state"], name="ts_ticket_queue"),
            models.Index(fields=["clerk", "started_at"], name="ts_ticket_clerk"),
        ]

    @property
    def code(self) -> str:
        """The number as it is shown and called: ``A012``."""
        return f"{self.letter}{self.number:03}"


class TicketDossier(models.Model):
    """A dossier that was filed at the counter while a ticket was being served."""

    case = models.OneToOneField("ts_cases.Case", on_delete=models.PROTECT, related_name="+", primary_key=True)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="dossiers")


class Shift(models.Model):
    """An official sits at a counter: nobody else does meanwhile, and at no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    centre = models.CharField(max_length=120)
    counter = models.CharField(max_length=30)
    account = models.ForeignKey("ts_identity.Account", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    personal_data = {"centre": "none", "counter": "none"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "counter"], condition=Q(closed_at__isnull=True), name="ts_shift_one_a_counter"
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(closed_at__isnull=True), name="ts_shift_one_each"),
        ]


class Kiosk(models.Model):
    """A machine that may give tickets of a centre. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    centre = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=250)
    revoked_at = models.DateTimeField(null=True)

    personal_data = {"centre": "none", "name": "none", "digest": "sensitive", "registered_by": "basic"}
