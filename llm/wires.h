/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires.h: the list of wire formats (llm/wire.h). */
#ifndef FISC_LLM_WIRES_H
#define FISC_LLM_WIRES_H

#include "llm/wire.h"

KIND_FAMILY_DECLARE(wire);

/* NULL if there is none of this name. */
const struct wire_kind *wires_find(const char *name);

#endif
