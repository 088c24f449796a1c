"""Money that people owe and pay: invoices, ledger, gateway, receipts, reconciliation."""
