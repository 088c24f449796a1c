"""Pure decisions about personal data: ages, periods, headings."""
