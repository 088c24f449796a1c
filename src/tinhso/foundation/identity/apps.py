"""Registers the room's permission."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, sign-in, sessions, second factors, API tokens and the ladder of assurance."""

    name = "tinhso.foundation.identity"
    label = "ts_identity"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Enter the room's permissions, the ladder's section, and the gate that asks it before every act."""
        from allauth.account.signals import user_logged_in
        from allauth.usersessions.signals import on_user_logged_in

        from tinhso.core import access
        from tinhso.core.packs.api import Section, sections
        from tinhso.core.personal import Holding, holdings
        from tinhso.foundation.identity import queries, schema
        from tinhso.foundation.identity.models import Account, ApiToken, Representative
        from tinhso.foundation.identity.sessions import note_session
        from tinhso.foundation.identity.types import APPROVE_COMPANIES, MANAGE

        user_logged_in.disconnect(on_user_logged_in)
        user_logged_in.connect(note_session)
        access.gates.add("identity.assurance", queries.gate)
        sections.add(
            "assurance",
            Section("assurance", schema.Assurance, "Mức bảo đảm", "foundation.identity", check=schema.check_assurance),
        )
        sections.add(
            "account_rules",
            Section(
                "account_rules",
                schema.AccountRule,
                "Quy tắc tài khoản",
                "foundation.identity",
                check=schema.check_account_rules,
            ),
        )
        holdings.add(
            "identity.account",
            Holding(
                Account,
                "id",
                "Tài khoản",
                {
                    "username": "Tên đăng nhập",
                    "full_name": "Họ tên",
                    "email": "Thư điện tử",
                    "phone": "Điện thoại",
                    "language": "Ngôn ngữ",
                    "created_at": "Mở lúc",
                    "last_login": "Đăng nhập lần cuối",
                },
                {
                    "password": "Mật khẩu chỉ lưu dạng băm, không đọc được",
                    "name_folded": "Họ tên viết không dấu, để tìm",
                    "person_id_sealed": "Số định danh đã mã hóa; xem ở trang Tài khoản",
                    "person_id_digest": "Dấu vết mã hóa của số định danh, không đọc ngược được",
                },
                label="username",
            ),
        )
        holdings.add(
            "identity.tokens",
            Holding(
                ApiToken,
                "account_id",
                "Mã truy cập của ứng dụng",
                {
                    "name": "Tên mã truy cập",
                    "created_at": "Tạo lúc",
                    "expires_at": "Hết hạn lúc",
                    "last_used_at": "Dùng lúc",
                },
                {"digest": "Mã truy cập chỉ lưu dạng băm"},
            ),
        )
        access.permissions.add(MANAGE, access.Permission(MANAGE, "Quản lý tài khoản"))
        code = APPROVE_COMPANIES
        access.permissions.add(code, access.Permission(code, "Duyệt tài khoản tổ chức, doanh nghiệp"))
        holdings.add(
            "identity.representatives",
            Holding(
                Representative,
                "account_id",
                "Đại diện doanh nghiệp",
                {
                    "company__tax_code": "Mã số thuế",
                    "rights": "Quyền",
                    "valid_from": "Từ ngày",
                    "valid_to": "Hết giá trị",
                },
                {"granted_by": "Tên người giao quyền", "ended_by": "Tên người thôi giao quyền"},
            ),
        )
