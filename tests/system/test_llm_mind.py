# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The battery on a model's mind: a mock that answers by chance is found not to respond; the rules beside
it answer as theory says."""
import re

from mock_support import Model
from support import finish, fisc, test


@test
def a_model_that_answers_by_chance_is_found_out(folder):
    with Model() as model:
        config = model.config(folder, form="number")
        said = fisc("doctor", config, "--mind").stdout
        assert model.stats()["requests"] >= 96
    assert "96 requests" in said and "usable answers 100%" in said, said
    wage = re.search(r"elasticity by the wage +(-?[0-9.]+) +([0-9.]+) +([0-9.]+)", said)
    assert abs(float(wage[2]) - 0.4) < 0.1 and abs(float(wage[3]) - 0.4) < 0.02, said
    assert "does not respond to taxes" in said and "do not read economics" in said, said


finish()
