"""Amounts of money as people read them.

Part of `scaletg_contrib.simulator`. The Bot API counts in the smallest unit of a currency.
https://core.telegram.org/bots/payments/currencies.json
"""

from __future__ import annotations

#: The number of decimal places of a currency; all other currencies have two.
DIGITS = {
    **dict.fromkeys("XTR CLP ISK JPY KRW PYG UGX VND XAF XOF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}


def write_amount(amount: int, currency: str) -> str:
    """Return an amount with its currency.

    >>> write_amount(145, "USD"), write_amount(5, "XTR"), write_amount(500, "JPY")
    ('1.45 USD', '⭐️5', '500 JPY')
    """
    digits = DIGITS.get(currency, 2)
    if currency == "XTR":
        return f"⭐️{amount}"
    return f"{amount / 10**digits:.{digits}f} {currency}"
