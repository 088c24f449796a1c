from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Administrative procedures."""

    name = "tinhso.services.procedures"
    label = "ts_procedures"

    def ready(self) -> None:
        """Enter pack sections and the effect that signs results."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.health import counters
        from tinhso.core.packs.api import Section, editors, guards, media_stores, sections
        from tinhso.core.personal import Holding, holdings
        from tinhso.engines.cases.api import flow_effects
        from tinhso.engines.indicators.api import fact_sources
        from tinhso.foundation.identity.api import acting_builders, page_acts
        from tinhso.foundation.notifications.api import kinds
        from tinhso.foundation.payments.api import Purpose, purposes
        from tinhso.services.procedures import (
            queries,
            reactions,  # noqa: F401 -- registers its functions
            schema,
        )
        from tinhso.services.procedures.actions import (
            counting,
            helping,
            issuing,
            mandating,
            paying,
            publishing,
            telling,
        )
        from tinhso.services.procedures.models import Draft, FeePayment, Mandate, Rating
        from tinhso.services.procedures.queries import delivery, fees
        from tinhso.services.procedures.rules.field_words import WORDS
        from tinhso.services.procedures.schema import post
        from tinhso.services.procedures.types import ASSIST, FILE, recounts

        owner = "services.procedures"
        page_acts.add("procedures.start", (FILE, "code"))
        permissions.add(ASSIST, Permission(ASSIST, "Giúp người dân làm hồ sơ tại nhà theo ủy quyền của họ"))
        permissions.add("procedures.review", Permission("procedures.review", "Xem, rà soát và chạy thử quy trình"))
        sections.add("fields", Section("fields", schema.FieldObject, "Lĩnh vực", owner, editable=True, words=WORDS))
        sections.add(
            "templates",
            Section(
                "templates",
                schema.TemplateObject,
                "Mẫu văn bản",
                owner,
                check=schema.check_templates,
                editable=True,
                words=WORDS,
            ),
        )
        sections.add(
            "procedures",
            Section(
                "procedures",
                schema.ProcedureObject,
                "Thủ tục hành chính",
                owner,
                check=schema.check_procedures,
                apply=publishing.apply_procedures,
                impact=publishing.impact_of_procedures,
                after=("flows", "status_codes", "units", "fields", "templates", "paper_kinds"),
                editable=True,
                words=WORDS,
            ),
        )
        sections.add(
            delivery.SECTION,
            Section(
                delivery.SECTION,
                post.PostRules,
                "Trả kết quả qua bưu chính",
                owner,
                check=post.check_post_rules,
                editable=True,
                words=WORDS,
            ),
        )
        media_stores.add("procedures", queries.media_path)
        acting_builders.add("mandate", queries.act_under_mandate)
        editors.add("procedures", "procedures.design")
        editors.add("flows", "procedures.design_flow")
        for kind in (*telling.KINDS, mandating.ASKED, helping.ASKED, helping.ENDED):
            kinds.add(kind.code, kind)
        fact_sources.add("dossiers", counting.DOSSIERS)
        recounts.add("dossiers", counting.recount)
        guards.add("procedures", publishing.stranded_by)
        flow_effects.add("sign_result", issuing.sign_result)
        purposes.add(
            fees.DOSSIER_FEE,
            Purpose(paying.fee_taken, paying.fee_returned, queries.page_of_paid, queries.desk_page_of_paid),
        )
        purposes.add(
            fees.DOSSIER_DUTY,
            Purpose(paying.duty_taken, paying.duty_returned, queries.page_of_paid, queries.desk_page_of_paid),
        )
        counters.add("procedures", queries.procedure_count)
        holdings.add(
            "procedures.drafts",
            Holding(
                Draft,
                "account_id",
                "Hồ sơ đang viết",
                {
                    "procedure": "Thủ tục",
                    "answers": "Nội dung đang viết",
                    "prefilled": "Nội dung điền sẵn",
                    "delivery": "Nơi nhận qua bưu chính",
                    "saved_at": "Lưu lúc",
                },
            ),
        )
        holdings.add(
            "procedures.mandates",
            Holding(
                Mandate,
                "account_id",
                "Ủy quyền nộp hồ sơ",
                {"grantor_name": "Người ủy quyền", "bearer_name": "Người mang giấy", "valid_until": "Đến lúc"},
                {
                    "grantor_key": "Dấu vết mã hóa của số định danh, không đọc ngược được",
                    "agent_name": "Tên cán bộ",
                },
            ),
        )
        holdings.add(
            "procedures.ratings",
            Holding(
                Rating,
                "case__applicant_id",
                "Đánh giá dịch vụ",
                {
                    "case__code": "Mã hồ sơ",
                    "stars": "Số sao đánh giá",
                    "comment": "Lời đánh giá",
                    "rated_at": "Lúc đánh giá",
                },
            ),
        )
        holdings.add(
            "procedures.fees",
            Holding(
                FeePayment,
                "case__applicant_id",
                "Phí, lệ phí đã thu",
                {
                    "case__code": "Mã hồ sơ",
                    "payer_name": "Người nộp tiền",
                    "reference": "Số giao dịch",
                    "number": "Số biên lai",
                },
                {"taken_by": "Tên cán bộ", "cancelled_by": "Tên cán bộ"},
            ),
        )
