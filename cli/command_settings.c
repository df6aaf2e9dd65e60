/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_settings.c: config, command and user, in this order. */
#include "cli/command_settings.h"

#include "cli/say.h"
#include "config/settings_effect.h"
#include "simulation/run_settings.h"

#include <stdio.h>

void command_settings_add(struct settings_overrides *overrides, const struct command_line *line)
{
    size_t count = 0;
    const char *const *const typed = command_line_values(line, "set", &count);

    settings_overrides_add_text(overrides, typed, count);
}

enum status command_settings_load(struct settings **settings, const struct command_line *line,
                                  const char *config, const struct settings_overrides *own,
                                  struct error *err)
{
    struct settings_overrides all = {0};
    struct settings *base = NULL;

    *settings = NULL;
    TRY(settings_load(&base, &run_setting_table, config, NULL, 0, err));
    settings_overrides_add(&all, own->items, own->count);
    command_settings_add(&all, line);
    all.failed |= own->failed;
    const enum status status = settings_with_list(settings, base, &all, err);

    settings_overrides_free(&all);
    settings_free(base);
    return status;
}

/* A config that says everything would be answered by a page. */
enum { MOST_WARNINGS = 12 };

static void warn(void *context, const char *line)
{
    size_t *const count = context;

    if ((*count)++ < MOST_WARNINGS)
        say_error("fisc: %s\n", line);
}

void command_settings_warn(const struct settings *settings, const struct command_line *line)
{
    size_t count = 0;

    if (command_line_has(line, "quiet"))
        return;
    settings_effect_tell_unread(settings, warn, &count);
    if (count > MOST_WARNINGS)
        say_error("fisc: ... and %zu more keys without effect\n", count - MOST_WARNINGS);
}
