import django.db.models.deletion
import django.db.models.expressions
import tinhso.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('ts_payments', '0001_initial')]

    initial = True

    dependencies = [
        ('ts_files', '0001_tables'),
        ('ts_identity', '0001_tables'),
        ('ts_organisation', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('reference', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('payer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payer_name', models.CharField(max_length=250)),
                ('lines', models.JSONField()),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('refunded', models.BigIntegerField(default=0, help_text='in đồng')),
                ('state', models.CharField(choices=[('open', 'Chưa nộp'), ('paid', 'Đã thanh toán'), ('partly', 'Đã hoàn một phần'), ('refunded', 'Đã hoàn'), ('expired', 'Hết hiệu lực')], default='open', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(null=True)),
                ('closed_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', '-created_at'], name='ts_invoice_subject'), models.Index(fields=['-created_at', '-id'], name='ts_invoice_newest'), models.Index(fields=['reference'], name='ts_invoice_reference'), models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='ts_invoice_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ts_invoice_amount'), models.CheckConstraint(condition=models.Q(('refunded__gte', 0), ('refunded__lte', models.F('amount'))), name='ts_invoice_refunded_within'), models.CheckConstraint(condition=models.Q(models.Q(('paid_at__isnull', True), ('state__in', ['open', 'expired'])), models.Q(('paid_at__isnull', False), ('state__in', ['paid', 'partly', 'refunded'])), _connector='OR'), name='ts_invoice_paid_when'), models.CheckConstraint(condition=models.Q(models.Q(('refunded', 0), ('state__in', ['open', 'paid', 'expired'])), models.Q(('refunded__gt', 0), ('refunded__lt', models.F('amount')), ('state', 'partly')), models.Q(('refunded', models.F('amount')), ('state', 'refunded')), _connector='OR'), name='ts_invoice_state_by_refunds'), models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'paid'])), fields=('purpose', 'subject_id'), name='ts_invoice_one_holds')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('callback', 'Cổng báo'), ('query', 'Hỏi cổng'), ('statement', 'Sao kê')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'Chờ ghi sổ'), ('booked', 'Đã ghi sổ'), ('again', 'Đã biết từ trước'), ('forged', 'Chữ ký sai'), ('unreadable', 'Không đọc được')], default='waiting', max_length=10)),
                ('content', models.TextField(help_text='the very text that was signed')),
                ('received_at', models.DateTimeField()),
                ('worked_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['received_at'], name='ts_notice_waits'), models.Index(fields=['-received_at', '-id'], name='ts_notice_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), ('worked_at__isnull', True)), models.Q(models.Q(('state', 'waiting'), _negated=True), ('worked_at__isnull', False)), _connector='OR'), name='ts_notice_worked')],
            },
        ),
        migrations.CreateModel(
            name='ReceiptNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('year', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'year'), name='ts_receipt_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('compared_at', models.DateTimeField()),
                ('compared_by', models.CharField(max_length=250)),
                ('lines', models.PositiveIntegerField(help_text='of the statement')),
                ('theirs', models.BigIntegerField(help_text='what came in less what went back by the statement, in đồng')),
                ('ours', models.BigIntegerField(help_text='the same by our books, in đồng')),
            ],
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='differences', to='ts_payments.reconciliation')),
                ('kind', models.CharField(choices=[('not_here', 'Sao kê có, sổ không có'), ('not_there', 'Sổ có, sao kê không có'), ('amount', 'Khác số tiền')], max_length=10)),
                ('transaction', models.CharField(max_length=60)),
                ('order', models.CharField(blank=True, max_length=60)),
                ('theirs', models.BigIntegerField(null=True)),
                ('ours', models.BigIntegerField(null=True)),
                ('found_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=250)),
                ('settled_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['found_at'], name='ts_difference_open')],
                'constraints': [models.UniqueConstraint(fields=('day', 'transaction'), name='ts_difference_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_reason', '')), models.Q(('settled_at__isnull', False), models.Q(('settled_reason', ''), _negated=True)), _connector='OR'), name='ts_difference_settled_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('movement', models.CharField(choices=[('issued', 'Lập khoản thu'), ('paid', 'Nộp tiền'), ('excess', 'Nộp thừa'), ('unknown', 'Tiền chưa rõ nguồn'), ('refunded', 'Hoàn tiền'), ('closed', 'Khoản thu hết hiệu lực')], max_length=10)),
                ('debit', models.CharField(choices=[('receivable', 'Phải thu'), ('held', 'Tiền ở cổng thanh toán'), ('fees', 'Phí, lệ phí'), ('excess', 'Nộp thừa, chờ hoàn'), ('unknown', 'Chưa rõ nguồn, chờ xử lý')], max_length=10)),
                ('credit', models.CharField(choices=[('receivable', 'Phải thu'), ('held', 'Tiền ở cổng thanh toán'), ('fees', 'Phí, lệ phí'), ('excess', 'Nộp thừa, chờ hoàn'), ('unknown', 'Chưa rõ nguồn, chờ xử lý')], max_length=10)),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('cause_id', models.UUIDField()),
                ('invoice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ts_payments.invoice')),
            ],
            options={
                'indexes': [models.Index(fields=['at', 'id'], name='ts_entry_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ts_entry_amount'), models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='ts_entry_moves'), models.UniqueConstraint(fields=('cause_id', 'movement'), name='ts_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='ts_payments.invoice')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('way', models.CharField(choices=[('redirect', 'Trang của cổng thanh toán'), ('qr', 'Mã VietQR')], max_length=10)),
                ('state', models.CharField(choices=[('asked', 'Đang mở giao dịch'), ('waiting', 'Chờ nộp'), ('paid', 'Đã thanh toán'), ('lapsed', 'Không nộp')], default='asked', max_length=10)),
                ('pay_url', models.CharField(blank=True, max_length=500)),
                ('qr', models.CharField(blank=True, max_length=400)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('asks', models.PositiveIntegerField(default=0, help_text='how often the gateway was asked about it')),
                ('next_ask_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['asked', 'waiting'])), fields=['next_ask_at'], name='ts_order_to_ask')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'waiting'])), fields=('invoice', 'way'), name='ts_order_one_waits'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='ts_order_forward')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='ts_payments.invoice')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_organisation.unit')),
                ('year', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('symbol', models.CharField(help_text='ký hiệu', max_length=20)),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_files.storedfile')),
                ('issued_at', models.DateTimeField()),
                ('voided_at', models.DateTimeField(null=True)),
                ('voided_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'year', 'number'), name='ts_receipt_once'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='ts_receipt_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='ts_receipt_voided_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('transaction', models.CharField(help_text="the gateway's number of it", max_length=60, unique=True)),
                ('invoice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='ts_payments.invoice')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ts_payments.order')),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='payment', to='ts_payments.notice')),
                ('fit', models.CharField(choices=[('invoice', 'Đúng khoản phải nộp'), ('more', 'Nộp nhiều hơn khoản phải nộp'), ('less', 'Nộp ít hơn khoản phải nộp'), ('second', 'Khoản này đã nộp hoặc không còn phải nộp'), ('unknown', 'Chưa rõ nộp cho khoản nào')], max_length=10)),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('applied', models.BigIntegerField(default=0, help_text='in đồng')),
                ('returned', models.BigIntegerField(default=0, help_text='in đồng')),
                ('content', models.CharField(blank=True, help_text="what the payer's bank passed on", max_length=200)),
                ('paid_at', models.DateTimeField()),
                ('booked_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['paid_at'], name='ts_payment_day'), models.Index(condition=models.Q(('fit', 'invoice'), _negated=True), fields=['-booked_at', '-id'], name='ts_payment_odd')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('applied__gte', 0), ('applied__lte', models.F('amount'))), name='ts_payment_amount'), models.CheckConstraint(condition=models.Q(('returned__gte', 0), ('returned__lte', django.db.models.expressions.CombinedExpression(models.F('amount'), '-', models.F('applied')))), name='ts_payment_returned_within'), models.CheckConstraint(condition=models.Q(('applied', 0), ('invoice__isnull', False), _connector='OR'), name='ts_payment_applied_to'), models.CheckConstraint(condition=models.Q(models.Q(('fit', 'unknown'), ('invoice__isnull', True)), models.Q(models.Q(('fit', 'unknown'), _negated=True), ('invoice__isnull', False)), _connector='OR'), name='ts_payment_known'), models.UniqueConstraint(condition=models.Q(('applied__gt', 0)), fields=('invoice',), name='ts_payment_never_twice')],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(default=tinhso.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='ts_payments.payment')),
                ('amount', models.BigIntegerField(help_text='in đồng')),
                ('of_fee', models.BooleanField()),
                ('state', models.CharField(choices=[('asked', 'Chờ duyệt'), ('approved', 'Đang hoàn'), ('done', 'Đã hoàn'), ('refused', 'Cổng không hoàn'), ('declined', 'Không duyệt')], default='asked', max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('asked_by', models.CharField(max_length=250)),
                ('asked_by_id', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=250)),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, help_text='why it was declined, or what the gateway said', max_length=500)),
                ('transaction', models.CharField(blank=True, help_text="the gateway's number of it", max_length=60)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'approved')), fields=['next_try_at'], name='ts_refund_to_send'), models.Index(fields=['-asked_at', '-id'], name='ts_refund_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ts_refund_amount'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='ts_refund_says_why'), models.CheckConstraint(condition=models.Q(('decided_by_id__isnull', True), ('asked_by_id__isnull', True), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='ts_refund_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='ts_refund_done_when'), models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'approved', 'refused'])), fields=('payment', 'of_fee'), name='ts_refund_one_waits')],
            },
        ),
    ]
