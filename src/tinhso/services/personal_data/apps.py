from django.apps import AppConfig


class PersonalDataConfig(AppConfig):
    """Personal data and the persons whose it is."""

    name = "tinhso.services.personal_data"
    label = "ts_personal_data"

    def ready(self) -> None:
        """Enter permissions, pack sections, notices, the page of requests, what is held of a person, restriction."""
        from tinhso.core.access import Permission, permissions
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Holding, holdings, restrictions
        from tinhso.engines.cases.api import case_pages
        from tinhso.foundation.notifications.api import consents, kinds
        from tinhso.services.personal_data import models, queries, schema
        from tinhso.services.personal_data.actions import ruling, telling
        from tinhso.services.personal_data.types import APPROVE, HANDLE, MANAGE

        permissions.add(HANDLE, Permission(HANDLE, "Nhận và trả lời yêu cầu về dữ liệu cá nhân"))
        permissions.add(MANAGE, Permission(MANAGE, "Giữ sổ xử lý dữ liệu cá nhân, đề xuất xóa dữ liệu hết hạn"))
        permissions.add(APPROVE, Permission(APPROVE, "Duyệt xóa dữ liệu do người khác đề xuất"))
        room = "services.personal_data"
        sections.add(
            "retention_rules",
            Section(
                "retention_rules", schema.RetentionRule, "Thời hạn lưu dữ liệu", room, check=schema.check_retention
            ),
        )
        sections.add(
            "processings",
            Section(
                "processings",
                schema.Processing,
                "Hoạt động xử lý dữ liệu cá nhân",
                room,
                check=schema.check_processings,
                after=("retention_rules",),
            ),
        )
        sections.add(
            "privacy_rules",
            Section(
                "privacy_rules",
                schema.PrivacyRules,
                "Thời hạn về dữ liệu cá nhân",
                room,
                check=schema.check_rules,
                apply=ruling.apply_rules,
                after=("flows",),
            ),
        )
        case_pages.add(ruling.CASE_TYPE, ruling.PAGE)
        for kind in telling.BY_ACTION.values():
            kinds.add(kind.code, kind)
        consents.add("personal_data", queries.allows)
        restrictions.add("personal_data", queries.restricted_accounts)
        holdings.add(
            "personal_data.requests",
            Holding(
                models.Request,
                "account_id",
                "Yêu cầu về dữ liệu",
                {
                    "case__code": "Mã",
                    "kind": "Loại",
                    "text": "Nội dung",
                    "answer": "Trả lời",
                    "filed_at": "Gửi lúc",
                    "bearer_name": "Người mang giấy",
                },
                {
                    "person_key": "Dấu vết mã hóa của số định danh, không đọc ngược được",
                    "taken_by": "Tên cán bộ",
                },
                key="person_key",
            ),
        )
        holdings.add(
            "personal_data.consents",
            Holding(
                models.Consent,
                "account_id",
                "Sự đồng ý",
                {
                    "purpose": "Mục đích",
                    "version": "Bản",
                    "text": "Nội dung đã đồng ý",
                    "child_name": "Trẻ em",
                    "child_born": "Ngày sinh của trẻ em",
                    "way": "Kênh",
                    "given_at": "Đồng ý lúc",
                    "withdrawn_at": "Rút lúc",
                },
            ),
        )
