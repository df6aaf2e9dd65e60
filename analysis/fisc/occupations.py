# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short names of the major groups of the Standard Occupational Classification (BLS, 2018)."""

OCCUPATIONS = {
    "11-0000": "management", "13-0000": "business and finance", "15-0000": "computers and mathematics",
    "17-0000": "architecture and engineering", "19-0000": "science", "21-0000": "community and social service",
    "23-0000": "law", "25-0000": "education and libraries", "27-0000": "arts, design, sports, media",
    "29-0000": "healthcare practitioners", "31-0000": "healthcare support", "33-0000": "protective service",
    "35-0000": "food", "37-0000": "cleaning and grounds", "39-0000": "personal care", "41-0000": "sales",
    "43-0000": "office and administration", "45-0000": "farming, fishing, forestry", "47-0000": "construction",
    "49-0000": "installation and repair", "51-0000": "production", "53-0000": "transport and moving",
}


def named(code: str) -> str:
    """Words for a code of the panel; what is no occupation stays as it is."""
    return OCCUPATIONS.get(code, code)
