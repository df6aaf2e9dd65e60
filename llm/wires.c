/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/wires.h"

KIND_FAMILY(wire, "wire format", WIRE_KINDS);

const struct wire_kind *wires_find(const char *name)
{
    const int index = kind_family_index(&wire_family, name);

    return index < 0 ? NULL : wire_kinds[index];
}
