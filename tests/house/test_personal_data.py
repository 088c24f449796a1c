"""Whatever tells something of a person is classed, told to that person, and part of a declared processing."""

import pytest
from django.db.models import Model

from tinhso.core.packs.api import current
from tinhso.core.personal import DataClass, classed_models, classes_of, holdings

OFFICIALS = "tells of officials in their office"
LOG = "is the evidence log: kept whole, told as who looked"
#: Tables with classed fields that are no holding of a person with an account, and why.
NOT_HELD = {
    "ts_appointments.Kiosk": OFFICIALS,
    "ts_appointments.Ticket": "carries no name; the booking it belongs to is held",
    "ts_audit.AuditEntry": LOG,
    "ts_calendar.CalendarOverride": OFFICIALS,
    "ts_cases.CaseDocument": "is part of the dossier that is held, and opened there",
    "ts_cases.CaseEvent": "is the course of the dossier that is held, and told there",
    "ts_cases.NamedPerson": "is a digest by which somebody named in a dossier finds who looked at it",
    "ts_digitisation.Check": "holds old results until they are filed in the vault, which is held",
    "ts_digitisation.Entry": "holds old results until they are filed in the vault, which is held",
    "ts_digitisation.Lot": OFFICIALS,
    "ts_digitisation.Plan": OFFICIALS,
    "ts_digitisation.PlanChange": OFFICIALS,
    "ts_digitisation.Scan": "holds old results until they are filed in the vault, which is held",
    "ts_feedback.SurveyAnswer": "says nothing of who answered: its digest is keyed",
    "ts_feedback.Tablet": OFFICIALS,
    "ts_files.StoredFile": "is told with the dossier, the paper or the request that it belongs to",
    "ts_national_portal.Link": OFFICIALS,
    "ts_national_portal.Message": "repeats the dossier that is held",
    "ts_national_portal.NationalDossier": "repeats the dossier that is held",
    "ts_grant_reviews.Item": OFFICIALS,
    "ts_grant_reviews.Review": OFFICIALS,
    "ts_identity.Company": "is a company's account, which is held as an account",
    "ts_identity.KeptFile": "is gone within half an hour, or part of what its owner sent",
    "ts_openid.Application": OFFICIALS,
    "ts_openid.Authorization": "is a sign-in at an application, told with the consent that is held",
    "ts_openid.BrowserSession": "is a session, listed on the person's own account page",
    "ts_openid.InitialToken": OFFICIALS,
    "ts_openid.ProviderLink": "is a digest, listed on the person's own account page",
    "ts_openid.SignOut": "is a sign-out at an application, told with the consent that is held",
    "ts_openid.SigningKey": "is the platform's own key",
    "ts_openid.Token": "is a secret of a sign-in, told with the consent that is held",
    "ts_payments.Difference": OFFICIALS,
    "ts_payments.Notice": "is what a bank said, told with the invoice that is held",
    "ts_payments.Payment": "is a payment of the invoice that is held",
    "ts_payments.Reconciliation": OFFICIALS,
    "ts_payments.Refund": OFFICIALS,
    "ts_ocr.Reading": "is what was read off a scan until it is filed in the vault, which is held",
    "ts_organisation.Absence": OFFICIALS,
    "ts_organisation.Delegation": OFFICIALS,
    "ts_organisation.PostHolding": OFFICIALS,
    "ts_packs.ChangeSet": OFFICIALS,
    "ts_packs.Release": OFFICIALS,
    "ts_papers.Sheet": OFFICIALS,
    "ts_papers.SheetEntry": "is the way of the dossier that is held",
    "ts_portfolio.Proposal": OFFICIALS,
    "ts_procedures.AskedAgain": OFFICIALS,
    "ts_procedures.SupplementPaper": "is gone when it is filed in the dossier that is held",
    "ts_registers.Batch": OFFICIALS,
    "ts_registers.MatchPair": OFFICIALS,
    "ts_registers.Merge": OFFICIALS,
    "ts_registers.SavedView": OFFICIALS,
    "ts_registers.RecordFile": "is part of a record, and opens to those who see the personal fields of it",
    "ts_registers.RefusedRow": "is a row of a file that was not taken in, mended or put away by who sent it",
    "ts_signing.Certificate": OFFICIALS,
    "ts_signing.SignedDocument": "is the result of the dossier that is held",
    "ts_vault.Use": "is told with the paper that is held",
}


def label(model: type[Model]) -> str:
    return str(model._meta.label)


def test_every_table_that_tells_of_a_person_is_held_or_has_a_reason() -> None:
    held = {label(one.model) for one in holdings.values()}
    found = {label(model) for model in classed_models() if model.__module__.startswith("tinhso.")}
    assert not found - held - set(NOT_HELD), "tables whose owner would never be told of them"
    assert not set(NOT_HELD) - found, "reasons for tables that need none"
    assert not held & set(NOT_HELD)


def test_what_a_person_is_told_exists_and_secrets_are_not_among_it() -> None:
    for key, one in holdings.items():
        names = {field.name for field in one.model._meta.concrete_fields}
        assert {name for name in one.fields if "__" not in name} <= names, key
        assert set(one.kept) <= set(classes_of(one.model)), key
        secret = {"password", "digest", "person_id_sealed", "person_id_digest"} & set(one.fields)
        assert not secret, key


@pytest.mark.usefixtures("province")
def test_every_room_with_personal_data_belongs_to_a_processing() -> None:
    declared = {room for one in current("processings").values() for room in one.rooms}
    rooms = {
        model.__module__.split(".")[2]
        for model in classed_models()
        if model.__module__.startswith("tinhso.") and DataClass.NONE not in set(classes_of(model).values())
    } | {label(one.model).partition(".")[0].removeprefix("ts_") for one in holdings.values()}
    assert not rooms - declared
