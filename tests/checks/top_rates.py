# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc toprate` without a config."""
from checks import Row

PSS = "Piketty, Saez and Stantcheva 2014"
CASES = [("a 1.5, e 0.25", "revenue_maximising", "0.72727", "Diamond and Saez 2011", ["-a", "1.5", "-e", "0.25"]),
         ("a 1.5, e 0.5", "revenue_maximising", "0.57143", PSS, ["-a", "1.5", "-e", "0.5"]),
         ("a 1.5, e 0.5 of which 0.3 avoidance taxed at 20%", "with_responses", "0.62286", PSS,
          ["-a", "1.5", "-e", "0.5", "--avoidance", "0.3", "-t", "0.2"]),
         ("a 1.5, e 0.5 of which 0.3 bargaining", "with_responses", "0.82857", PSS,
          ["-a", "1.5", "-e", "0.5", "--bargaining", "0.3"]),
         ("a 1.5, e 0.3 of which 0.1 avoidance taxed at 20%", "with_responses", "0.71034", PSS,
          ["-a", "1.5", "-e", "0.3", "--avoidance", "0.1", "-t", "0.2"]),
         ("a 2, zeta_u 0, zeta_c 0.2", "with_income_effects", "0.83333", "Saez 2001, equation 9",
          ["-a", "2", "--uncompensated", "0", "--compensated", "0.2"]),
         ("a 1.5, e 0.25, migration 0.5", "with_migration", "0.53333", "derived: 1/(1 + a e + m)",
          ["-a", "1.5", "-e", "0.25", "--migration", "0.5"])]


def rows(lab):
    for what, key, published, source, options in CASES:
        yield Row(f"top rate, {what}", source, published, lab.json("toprate", *options, "--json")[key], 5.1e-6)
