/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_system_words.h: how a user says a tax system, everywhere alike: in configs and sweeps, after
 * 'fisc reform run' and in options.
 *     karten_dip_deep             a name of 'fisc reform list'
 *     mine.json, schedule.csv     a file: of components, or a table of brackets (model/tax_component.h)
 *     {"component": ...}, [...]   components as JSON
 *     karten_dip_deep+mine.json   several of these, whose taxes add up
 * A file of JSON holds a component, a list of them, {"name": ..., "tax_system": ...} or one named reform. */
#ifndef FISC_SIMULATION_TAX_SYSTEM_WORDS_H
#define FISC_SIMULATION_TAX_SYSTEM_WORDS_H

#include "base/text.h"
#include "simulation/reform_file.h"

#include <cjson/cJSON.h>

/* *components = the list that `value` stands for (caller deletes): a text, an object, or a list of objects and
 * texts.  Relative files begin at `folder`.  What comes from a name or a file has its name in its first
 * component, unless that has one.  Keys of components are not looked at here: settings do. */
enum status tax_system_words_components(cJSON **components, const cJSON *value, const char *folder,
                                        struct error *err) MUST_CHECK;

/* The same of what was typed; relative files begin at the working folder. */
enum status tax_system_words_typed(cJSON **components, const char *typed,
                                   struct error *err) MUST_CHECK;

/* The settings that lead to it, for a study: those of a named reform, which may leave it to a planner, or the
 * components.  Free it with named_reform_free(). */
enum status tax_system_words_reform(struct named_reform *reform, const char *typed,
                                    struct error *err) MUST_CHECK;

/* What tables and pictures call a tax system: the names of its components with '+' between; if none has a name
 * their kinds, which may stand for other tax systems, too. */
void tax_system_words_label(struct text *label, const cJSON *components);
bool tax_system_words_has_name(const cJSON *components);

#endif
