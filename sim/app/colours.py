"""Colours of the app, light and dark, near those of the pictures; writing has a contrast of at least 4.5 to 1."""

LIGHT = {
    "primaryColor": "#3F3685",
    "backgroundColor": "#FFFFFF",
    "secondaryBackgroundColor": "#F2F1F6",
    "textColor": "#22202B",
    "linkColor": "#3F3685",
}
DARK = {
    "primaryColor": "#6F64C8",
    "backgroundColor": "#191821",
    "secondaryBackgroundColor": "#26242F",
    "textColor": "#F1F0F5",
    "linkColor": "#B9B2F2",
}
