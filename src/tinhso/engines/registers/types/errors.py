"""What the room says no with."""

from tinhso.core.errors import Conflict, Forbidden, InvalidInput, NotFound


class RegisterNotFound(NotFound):
    """Không có cơ sở dữ liệu này, hoặc tài khoản không được xem."""

    code = "register_not_found"


class RecordNotFound(NotFound):
    """Không tìm thấy bản ghi này, hoặc tài khoản không được xem."""

    code = "record_not_found"


class RecordInvalid(InvalidInput):
    """Bản ghi còn mục chưa đúng. Xin kiểm tra các mục được đánh dấu; chưa có gì được ghi."""

    code = "record_invalid"


class RecordChangedMeanwhile(Conflict):
    """Bản ghi vừa được {who} sửa thành phiên bản {version}. Xin mở lại để xem rồi sửa tiếp; chưa có gì được ghi."""

    code = "record_changed_meanwhile"


class RecordTaken(Conflict):
    """Đã có bản ghi khác mang {field} này; chưa có gì được ghi."""

    code = "record_taken"


class RecordEnded(Conflict):
    """Bản ghi này đã kết thúc nên không sửa được nữa."""

    code = "record_ended"


class AddressRefused(InvalidInput):
    """Địa chỉ nhận phải là https:// của một máy trên mạng công cộng."""

    code = "register_address_refused"


class ListenerNotFound(NotFound):
    """Không có nơi nhận này."""

    code = "register_listener_not_found"


class CalendarNotFound(NotFound):
    """Địa chỉ lịch này không có, hoặc đã thu hồi."""

    code = "register_calendar_not_found"


class CollectedOtherwise(Conflict):
    """Phiếu này đã được nhận với nội dung khác. Xin mở bản ghi để sửa."""

    code = "register_collected_otherwise"


class TooManyRecords(Conflict):
    """Hơn {most} bản ghi khớp điều kiện; chưa có gì được ghi. Thu hẹp điều kiện, hoặc nhập từ tệp."""

    code = "register_too_many_records"


class RowsInTheWay(Conflict):
    """Bản ghi đang có không khớp với khai báo mới; chưa có gì được áp dụng. {detail}"""  # noqa: D415 -- detail ends it

    code = "register_rows_in_the_way"


class ChangeNotFound(NotFound):
    """Không tìm thấy đề nghị này."""

    code = "register_change_not_found"


class ChangeDecided(Conflict):
    """Đề nghị này vừa được {who} quyết định. Xin xem lại."""

    code = "register_change_decided"


class ChangeOpen(Conflict):
    """Bản ghi này đang có một đề nghị chờ duyệt; duyệt hoặc rút đề nghị đó trước."""

    code = "register_change_open"


class OwnChange(InvalidInput):
    """Người đề nghị không được tự duyệt; cần một người khác có quyền duyệt."""

    code = "register_own_change"


class ReasonMissing(InvalidInput):
    """Ghi lý do để người đề nghị biết phải làm gì."""

    code = "register_reason_missing"


class TableUnreadable(InvalidInput):
    """Không đọc được tệp: {reason}. Chưa có gì được nhập."""

    code = "register_table_unreadable"


class ImportNotFound(NotFound):
    """Không tìm thấy lần nhập này."""

    code = "register_import_not_found"


class ImportMoved(Conflict):
    """Lần nhập này đang ở bước “{state}” nên không làm được việc đó."""

    code = "register_import_moved"


class TooManyRows(InvalidInput):
    """Mỗi lần ghi tối đa {most} dòng. Xin thu hẹp danh sách; chưa có gì được ghi."""

    code = "register_too_many_rows"


class BatchNotFound(NotFound):
    """Không tìm thấy lần sửa này."""

    code = "register_batch_not_found"


class BatchUndone(Conflict):
    """Lần sửa này đã được hoàn tác."""

    code = "register_batch_undone"


class RecordFileNotFound(NotFound):
    """Không tìm thấy tệp này, hoặc tài khoản không được xem."""

    code = "register_file_not_found"


class TooManyFiles(InvalidInput):
    """Mỗi bản ghi giữ tối đa {most} tệp. Bỏ bớt tệp không cần; chưa có tệp nào được thêm."""

    code = "register_too_many_files"


class ViewNotFound(NotFound):
    """Không tìm thấy cách xem này."""

    code = "register_view_not_found"


class ViewNameless(InvalidInput):
    """Đặt tên cho cách xem này."""

    code = "register_view_nameless"


class ReadersHidden(Forbidden):
    """Chỉ người duyệt của cơ quan ghi bản ghi này mới xem được ai đã xem."""

    code = "register_readers_hidden"


class PairNotFound(NotFound):
    """Không tìm thấy cặp nghi trùng này, hoặc tài khoản không được xem."""

    code = "register_pair_not_found"


class PairMoved(Conflict):
    """Cặp này vừa được xử lý: {state}. Xin xem lại."""

    code = "register_pair_moved"


class MatchingNotDeclared(NotFound):
    """Cơ sở dữ liệu này chưa khai báo cách tìm bản ghi trùng."""

    code = "register_matching_not_declared"


class MergeNotFound(NotFound):
    """Không tìm thấy lần gộp này."""

    code = "register_merge_not_found"


class MergeMoved(Conflict):
    """Lần gộp này đang ở bước “{state}” nên không làm được việc đó."""

    code = "register_merge_moved"


class NotMergeable(InvalidInput):
    """Không gộp được hai bản ghi này: {reason}. Chưa có gì được ghi."""

    code = "register_not_mergeable"


class SchemaNotFound(NotFound):
    """Cơ sở dữ liệu này không có phiên bản khai báo {version}."""

    code = "register_schema_not_found"
