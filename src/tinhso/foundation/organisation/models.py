"""Tables of territory, units, posts, grants and delegations. Every period is half-open; nothing is ever deleted.

An empty period (``valid_to`` equal to ``valid_from``) marks what a pack once named and names no more: it exists on no
day, and rows that point at it stay whole.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tinhso.core.db import one_at_a_time
from tinhso.core.ids import new_id
from tinhso.foundation.organisation.types import Level, TerritoryKind, UnitKind


class Dated(models.Model):
    """A half-open period of days; ``valid_to`` is null while it is open."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="%(class)s_period"
            )
        ]


class Territory(Dated):
    """Đơn vị hành chính: a province, district or commune during its lifetime under one code and name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=TerritoryKind)
    level = models.CharField(max_length=10, choices=Level)
    sort_key = models.TextField()
    name_folded = models.TextField()

    personal_data = {
        "key": "none", "code": "none", "name": "none", "name_en": "none", "kind": "none", "level": "none",
        "sort_key": "none", "name_folded": "none",
    }  # fmt: skip

    class Meta(Dated.Meta):
        pass


class TerritoryParent(Dated):
    """Which territory lies inside which, and when."""

    child = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [*Dated.Meta.constraints, one_at_a_time("territoryparent_one", "child_id")]


class TerritorySuccession(models.Model):
    """On a day a territory, or part of it, went over to another."""

    predecessor = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    part = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="territorysuccession_once")]


class Unit(Dated):
    """Cơ quan, đơn vị: anything that has posts, of any kind and depth."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    short_name = models.CharField(max_length=120, blank=True)
    notation = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    level = models.CharField(max_length=10, choices=Level)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", null=True)
    working_hours = models.CharField(max_length=80, blank=True)
    sort_key = models.TextField()
    name_folded = models.TextField()

    personal_data = {
        "key": "none", "code": "none", "name": "none", "name_en": "none", "short_name": "none", "notation": "none",
        "kind": "none", "level": "none", "working_hours": "none", "sort_key": "none", "name_folded": "none",
    }  # fmt: skip

    class Meta(Dated.Meta):
        pass


class UnitParent(Dated):
    """Which unit stands below which, and when."""

    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [*Dated.Meta.constraints, one_at_a_time("unitparent_one", "child_id")]


class UnitSuccession(models.Model):
    """On a day the tasks of a unit, or part of them, went over to another."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on_date = models.DateField()
    part = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="unitsuccession_once")]


class Revision(models.Model):
    """One row that counts the changes of units and territory, so that processes know when to read them anew."""

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()


class Role(models.Model):
    """Vai trò: a named set of permissions, from the pack. Out of use it keeps its row and grants nothing.

    ``with_subtree`` is how a post gets the role where nobody says otherwise.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    permissions = ArrayField(models.CharField(max_length=80))
    with_subtree = models.BooleanField()
    in_use = models.BooleanField()

    personal_data = {"key": "none", "name": "none", "name_en": "none", "permissions": "none"}


class Post(Dated):
    """Chức danh trong một đơn vị, held by at most one person at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)

    personal_data = {"title": "none", "title_en": "none"}

    class Meta(Dated.Meta):
        pass


class PostRole(Dated):
    """A grant: whoever holds the post has the role over a unit, with everything below it or without.

    ``subjects`` narrows it to some subjects (case types, for instance); null means all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    with_subtree = models.BooleanField()
    subjects = ArrayField(models.CharField(max_length=120), null=True)

    personal_data = {"subjects": "none"}

    class Meta(Dated.Meta):
        pass


class PostHolding(Dated):
    """Bổ nhiệm: an account holds a post during a period. ``decision`` is the number of the appointment's document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=120, blank=True)

    personal_data = {"decision": "basic"}

    class Meta:
        constraints = [*Dated.Meta.constraints, one_at_a_time("postholding_one", "post_id")]


class Delegation(Dated):
    """Uỷ quyền: the holder of a post lets another official use some of its permissions during a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holding = models.ForeignKey(PostHolding, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    permissions = ArrayField(models.CharField(max_length=80))
    reason = models.CharField(max_length=500)
    revoked_at = models.DateTimeField(null=True, blank=True)

    personal_data = {"permissions": "none", "reason": "basic"}

    class Meta(Dated.Meta):
        pass


class Absence(Dated):
    """Vắng mặt: the holder of a post is away, and the delegation under which somebody acts meanwhile, if anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holding = models.ForeignKey(PostHolding, on_delete=models.PROTECT, related_name="+")
    delegation = models.OneToOneField(Delegation, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=500)
    recorded_by = models.CharField(max_length=250)

    personal_data = {"reason": "basic", "recorded_by": "basic"}

    class Meta:
        constraints = [*Dated.Meta.constraints, one_at_a_time("absence_one", "holding_id")]
