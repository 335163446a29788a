"""Amounts as people write them: ``45,350``, ``41.3``, ``+0.25``."""


def amount(value: float, *, decimals: int | None = None, sign: str = "") -> str:
    """Write an amount with a comma at every thousand, to ten digits, or with so many decimals; sign `+` shows both."""
    return f"{value:{sign},.10g}" if decimals is None else f"{value:{sign},.{decimals}f}"
